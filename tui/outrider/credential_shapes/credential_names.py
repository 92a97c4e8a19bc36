"""Names of what holds a credential: ``clientSecret``, ``X-Vault-Token``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from outrider.credential_shapes.remembered import LONGEST, MOST
from outrider.lazy_pattern import lazy_pattern

SECRET_FIELDS = frozenset(
    (
        *("authorization", "proxy-authorization", "authentication", "x-auth", "dpop"),
        *("cookie", "cookie2", "set-cookie"),
    )
)
"""Header fields, in lower case, that are credentials and do not sound like it."""

_SECRET_ENDS = (
    # what people are told to keep to themselves
    *("secret", "secrets", "password", "passwords", "passwd", "passphrase", "passcode"),
    *("passwort", "kennwort", "contrasena", "senha", "motdepasse", "wachtwoord"),
    # what is sent in the place of a password
    *("token", "tokens", "apikey", "apikeys", "authkey", "accesskey", "secretkey", "privatekey"),
    *("subscriptionkey", "masterkey", "accountkey", "sharedkey", "signingkey", "encryptionkey"),
    *("functionkey", "functionskey", "appkey", "applicationkey", "adminkey", "servicekey"),
    *(
        "storagekey",
        "hmackey",
        "jwtkey",
        "serverkey",
        "sessionkey",
        "sessionid",
        "sessid",
        "codeverifier",
    ),
    *("devicecode", "jwt", "assertion", "amzsignature", "googsignature"),
    *("licensekey", "licencekey", "fastlykey", "mfacode", "otpcode", "totpcode"),
    *("recoverycode", "recoverycodes", "backupcode", "backupcodes", "seedphrase"),
    *("2facode", "twofacode", "twofactorcode", "onetimecode", "verificationcode", "smscode"),
    *("accesscode", "authcode", "authorizationcode", "securityanswer", "secretanswer"),
    # the same in other languages
    *("contraseña", "密码", "密碼", "口令", "パスワード", "비밀번호", "пароль"),
    *("lösenord", "passord", "hasło", "heslo", "salasana", "adgangskode", "şifre", "jelszó"),
)
_SECRET_WORDS = frozenset(
    {"pwd", "pw", "pswd", "pass", "mdp", "sig", "sid", "pat", "cookie", "bearer", "sas"}
)
"""Names that are credentials when they are a word of their own: ``db_pwd``, not ``bypass``."""

_STEMS = (
    *("secret", "pass", "wort", "woord", "senha", "contrasena", "token", "key", "verifier"),
    *(
        "code",
        "answer",
        "phrase",
        "jwt",
        "assertion",
        "id",
        "pwd",
        "pw",
        "pswd",
        "mdp",
        "sig",
        "sid",
        "pat",
        "cookie",
    ),
    *("bearer", "sas", "ñ", "密", "口令", "パスワード", "비밀번호", "пароль", "lösenord"),
    *("hasło", "heslo", "salasana", "adgangskode", "şifre", "jelszó"),
)
"""One of them is in each name that is a credential."""

_HARMLESS = lazy_pattern(
    r"(?:page|paging|pagination|continuation|next|prev|previous|sync|cursor|scroll|resume|"
    r"starting|delta|after|before|skip|marker|bookmark|watermark|"
    r"csrf|xsrf|csrfmiddleware|requestverification|antiforgery|authenticity|idempotency|design|"
    r"max|min|total|prompt|completion|input|output|cached|reasoning|num|count|of|start|end)tokens?"
)
"""``next_page_token`` leads to a page and ``csrf_token`` to a form: neither opens anything."""

_HARMLESS_KEY = lazy_pattern(
    r"(?:idempotency|idempotence|websocket|cache|partition|sort|primary|foreign|object|issue|"
    r"project|routing|dedup|deduplication|translation|public|row|group|shard|order|lookup|s3|file)"
    r"keys?"
)
"""``Idempotency-Key`` names a request, and ``cacheKey`` what is kept: neither opens anything."""

_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")
_BEHIND = frozenset(
    {
        *("value", "val", "text", "old", "new", "current", "default"),
        *("prod", "production", "live", "dev", "development", "test", "testing", "qa", "uat"),
        *("stage", "staging", "sandbox", "local", "demo"),
        *("confirm", "confirmation", "again", "repeat"),
    }
)
"""Words behind a name that leave it what it is: ``api_key_prod``, ``password_2``."""


@lru_cache(maxsize=4096)
def is_credential_name(name: str) -> bool:
    """Whether what has this name is a credential: ``clientSecret``, ``X-Vault-Token``."""
    words = name_words(name)
    joined = "".join(words)
    if _HARMLESS.search(joined):
        return False
    return bool(words) and (joined.endswith(_SECRET_ENDS) or words[-1] in _SECRET_WORDS)


def credential_names(names: Iterable[str]) -> frozenset[str]:
    """Those of many names that :func:`is_credential_name` holds for; fast where few may be."""
    names = list(names)
    told = "\n".join(names).lower()
    stems = [stem for stem in _STEMS if stem in told]
    if not stems:
        return frozenset()
    return frozenset(
        name
        for name in names
        if any(stem in name.lower() for stem in stems) and is_credential_name(name)
    )


def is_harmless_key(name: str) -> bool:
    """Whether what has this name is called a key and opens nothing: ``sort_key``."""
    return _HARMLESS_KEY.search("".join(name_words(name))) is not None


def name_words(name: str) -> list[str]:
    """The words of a name, without those behind it that leave it what it is."""
    return list(_remembered_words(name) if len(name) <= LONGEST else _words(name))


def _words(name: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORD.findall(name)]
    while len(words) > 1 and (words[-1] in _BEHIND or words[-1].isdigit()):
        words.pop()
    return tuple(words)


_remembered_words = lru_cache(MOST)(_words)
"""A document has the same few names in each of its rows."""
