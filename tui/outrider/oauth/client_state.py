"""What a server's words say of a client that it knows: expired secret, locked, disabled, policy."""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import ip_address


class ClientState(StrEnum):
    """Why a client that the server knows gets no token, whatever it sends."""

    NONE = ""
    EXPIRED = "expired"
    LOCKED = "locked"
    DISABLED = "disabled"
    ENDED = "ended"
    POLICY = "policy"
    OWNER = "owner"


_NOUN = r"\b(?:client|application|app|account|consumer|partner|principal|integration|registration)"
_NAMED = (
    r"(?: (?:account|registration|application|app|client|id|with|named|key|principal"
    r"|identifier)){0,4}"
    r"(?: ?(?:'[^'\n]{0,90}'|\"[^\"\n]{0,90}\"|`[^`\n]{0,90}`|\([^)\n]{0,90}\)|\[[^]\n]{0,90}\])"
    r"| (?=[\w.@:/-]{0,90}[\d_.@/-])[\w.@:/-]{1,90}(?![\w.@:/-])){0,3}"
)
"""How words name the one that is meant, between its kind and what is said of it."""

_IS = (
    r"\W{1,3}(?:(?:is|was|has|have|been|are|status|state|account|currently|temporarily|already|now"
    r"|marked|as|be|got|permanently|administratively)\W{1,3}){0,5}"
)
_LOCKED = re.compile(
    rf"{_NOUN}{_NAMED}{_IS}(?:locked|blocked|suspended|throttled)\b[^\n]{{0,60}}"
    r"\b(?:too many|attempt|fail|retry|minute|hour|temporar|try again|until)"
    r"|too many (?:\w+ ){0,3}(?:attempts|failures|log-?ins|sign-?ins)"
    rf"|lock(?:ed)?[ -]?out\b|{_NOUN}{_NAMED}{_IS}(?:locked|temporarily (?:blocked|disabled))"
    r"|temporarily (?:locked|blocked|disabled)"
)
_DISABLED = re.compile(
    rf"{_NOUN}s?{_NAMED}{_IS}(?:disabled|deactivated|inactive|inactivated|suspended|blocked"
    r"|locked|revoked|archived"
    r"|not (?:active|activated|enabled)(?! (?:to|for)\b))"
    r"|\b(?:disabled|deactivated|inactive|suspended|blocked|revoked) "
    r"(?:oauth )?(?:client|application|app|account|consumer)\b|\bdisabled_client"
    r"|\b(?:client|account|app)_(?:is_)?(?:disabled|inactive|suspended|blocked)\b"
)
_OWNER = re.compile(
    r"(?<!client )(?<!service )(?<!app )(?<!application )(?<!user )"
    r"\b(tenant|organi[sz]ation|workspace|subscription|customer|account|company|directory|realm"
    rf"|project|contract){_NAMED}{_IS}(disabled|deactivated|inactive|suspended|blocked|frozen"
    r"|closed|terminated|not (?:active|activated|enabled)(?! (?:to|for)\b))"
)
"""Whom a client belongs to, and what is said of it."""
_ENDED = re.compile(
    rf"{_NOUN}s?{_NAMED}{_IS}(?:deleted|removed|expired|terminated|closed|retired)\b"
    r"|(?<!or )\b(?:deleted|expired|retired) (?:oauth )?"
    r"(?:client|application|app|account|consumer)\b(?! secret| cred)"
    r"|\bdeleted_client\b|\b(?:client|account|app)_(?:is_)?(?:deleted|expired)\b"
)
_EXPIRED = re.compile(
    r"(?<![a-z])(?:secret|(?:secret|client|api) keys?|credential|password)s?\b"
    r"(?![^.\n]{0,30}\b(?:invalid|wrong|incorrect)\b)[^\n]{0,140}?"
    r"\b(?:expired|has lapsed|have lapsed|no longer valid|past its expir\w+)\b"
    r"|(?<!or )\bexpired\b.{0,20}(?<![a-z])(?:secret|credential|password)"
)
_POLICY = re.compile(
    r"conditional access|\bip (?:address )?(?:\S+ )?(?:is )?(?:restricted|blocked|denied|rejected"
    r"|not (?:in|on|allowed|permitted|authorized|whitelisted|trusted))"
    r"|(?:unauthori[sz]ed|untrusted|forbidden|disallowed|not allowed|invalid)\b.{0,20}"
    r"\b(?:ip|network|location|source address)\b"
    r"|(?:network|location|ip)\b.{0,60}\b"
    r"(?:not (?:allowed|permitted|trusted|in)|blocked|restricted)"
    r"|\b(?:access|network|location|sign-?on) polic(?:y|ies)\b.{0,60}"
    r"\b(?:not allow|block|den(?:y|ied)|prevent)|blocked by\b.{0,30}\bpolic"
    r"|ip (?:allow|white|restriction)-?\s?list|restricted (?:ip|network|login hours)"
)
_TIME = re.compile(
    r"\b(?:in|after|for|wait)\W{1,3}(?:another |about |approximately )?"
    r"(\d{1,5} ?(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?)\b)"
)


def client_state(low: str) -> ClientState:
    """What words, in lower case, say of the client that the server knows."""
    if _POLICY.search(low):
        return ClientState.POLICY
    if _EXPIRED.search(low):
        return ClientState.EXPIRED
    if _LOCKED.search(low):
        return ClientState.LOCKED
    if _OWNER.search(low):
        return ClientState.OWNER
    if _DISABLED.search(low):
        return ClientState.DISABLED
    return ClientState.ENDED if _ENDED.search(low) else ClientState.NONE


def owner_named(low: str) -> tuple[str, str]:
    """Whom words, in lower case, say the client belongs to, and its state; empty where none."""
    found = _OWNER.search(low)
    return (found[1], found[2]) if found else ("", "")


_CONTACT = re.compile(
    r"(?:[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?<=contact )https?://[^\s\"'<>,;)]{4,200})",
    re.IGNORECASE | re.ASCII,
)
_ASKED = re.compile(
    r"\b(?:contact|support|write|e-?mail|mail|reach|call|ask|kontakt)", re.IGNORECASE
)


def contact_named(words: str) -> str:
    """The address to which words send whoever has a question; empty where they name none."""
    asked = _ASKED.search(words)
    found = _CONTACT.search(words, asked.start()) if asked else None
    return found[0].rstrip(".") if found else ""


_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:])"
)


def ip_address_named(low: str) -> str:
    """The IP address in words, in lower case; empty where there is none, or more than one."""
    found = {one for one in _ADDRESS.findall(low) if _is_address(one)}
    return found.pop() if len(found) == 1 else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def lock_time(low: str) -> str:
    """For how long a lock lasts, as words in lower case say it: ``15 minutes``; else empty."""
    found = _TIME.search(low)
    return " ".join(found[1].split()) if found else ""
