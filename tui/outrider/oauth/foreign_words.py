"""Words of other languages for what the rules know in English: enough of a message to find a cause.

This is no translation: what is not in the table stays as it is, and people read the server's words.
"""

from __future__ import annotations

import re

_WORDS = {
    "client": "klient|kunde|cliente|klijent|クライアント|客户端|客戶端",
    "application": r"anwendung|applikation|aplicación|aplicação|applicazione|アプリケーション|应用",
    "account": "konto|benutzerkonto|compte|cuenta|conta|アカウント|账户|帐户",
    "tenant": "mandant(?:en)?|locataire|inquilino|テナント|租户",
    "secret": r"geheimnis|schlüssel|secreto|segredo|segreto|clé|clave|chave|chiave|シークレット"
    "|密钥",
    "password": r"passwort|kennwort|mot de passe|contraseña|senha|wachtwoord|パスワード|密码",
    "ip address": r"ip-adresse|adresse ip|dirección ip|endereço ip|indirizzo ip|ipアドレス|ip地址",
    "scope": r"geltungsbereich|portée|ámbito|escopo|ambito|スコープ|作用域",
    "expired": r"abgelaufen|verfallen|expirée?|ha expirado|caducado|caducada|vencido|expirou"
    r"|expirad[oa]|scadut[oa]|verlopen|期限切れ|有効期限が切れ|过期",
    "invalid": r"ungültige?[nrs]?|falsche?[nrs]?|fehlerhafte?[nrs]?|invalide|incorrecte?"
    r"|inválid[oa]|incorrect[oa]|non valid[oa]|ongeldige?|無効|不正|无效",
    "unknown": r"unbekannte?[nrs]?|inconnue?|desconocid[oa]|desconhecid[oa]|sconosciut[oa]"
    "|onbekende?|不明|未知",
    "locked": r"gesperrte?[nrs]?|verrouillée?|bloqué|bloquead[oa]|bloccat[oa]|geblokkeerd"
    "|ロック|锁定",
    "disabled": r"deaktivierte?[nrs]?|désactivée?|deshabilitad[oa]|desativad[oa]|disabilitat[oa]"
    "|uitgeschakeld|禁用",
    "not allowed": r"nicht (?:erlaubt|zulässig|gestattet|zugelassen|freigeschaltet|freigegeben)"
    r"|n'est pas autorisée?|pas autorisée?|no (?:está )?(?:permitid[oa]|autorizad[oa])"
    r"|não (?:é )?(?:permitid[oa]|autorizad[oa])|non (?:è )?(?:consentit[oa]|autorizzat[oa])"
    "|niet toegestaan|許可されていません|不允许",
    "not found": r"nicht gefunden|introuvable|no (?:se )?encontrad[oa]|não encontrad[oa]"
    "|non trovat[oa]|niet gevonden|見つかりません|未找到",
    "maintenance": r"wartung(?:sarbeiten)?|maintenance|mantenimiento|manutenção|manutenzione"
    "|onderhoud|メンテナンス|维护",
    "not available": r"nicht (?:verfügbar|erreichbar)|indisponible|no (?:está )?disponible"
    r"|não (?:está )?disponível|indisponível|non disponibile|niet beschikbaar"
    "|利用できません|不可用",
    "is": "ist|wurde|est|está|foi|è",
}
_FOREIGN = {
    english: re.compile(
        "|".join(
            word if re.search(r"[\u3040-\u9fff]", word) else rf"(?<!\w)(?:{word})(?!\w)"
            for word in re.split(r"\|(?![^(]*\))", words)
        )
    )
    for english, words in _WORDS.items()
}
_PARTICLES = re.compile(r"(?<= )[\u3040-\u309f、]{1,3}(?= )")
"""What Japanese writes between its words."""

_FEWEST = 2
"""Words that have to be known before a text counts as one of another language."""


def in_english(low: str) -> str:
    """The text with the known words in English; empty for a text that is English, or unknown.

    Args:
        low: words in lower case.
    """
    known = 0
    for english, pattern in _FOREIGN.items():
        low, count = pattern.subn(f" {english} ", low)
        known += bool(count) and english != "is"
    if known < _FEWEST:
        return ""
    return re.sub(r"[^\S\n]+", " ", _PARTICLES.sub("", low))
