"""Whether a server's words say of a scope or an API that it is unknown, or not allowed."""

from __future__ import annotations

import re
from enum import StrEnum


class Permission(StrEnum):
    """What is said of something that a client has asked for."""

    OPEN = ""
    UNKNOWN = "unknown"
    NOT_ALLOWED = "not allowed"


_DEFINITION = re.compile(
    r"the requested scope is invalid, unknown,? (?:or )?malformed"
    r"(?:,? or exceeds the (?:scope|previously)[^.\n]*)?"
)
"""How RFC 6749 §5.2 defines ``invalid_scope``: said by a server, it names no cause."""

_NOT_ALLOWED = re.compile(
    r"not (?:been |be )?(?:allowed|permitted|granted|authori[sz]ed|assigned|entitled|whitelisted"
    r"|allow-?listed)\b|(?:may|must|can) ?not (?:use|request|access)|white-?list|allow-?list"
    r"|\bnot\b.{0,40}\bfor (?:this|the|your) (?:client|app|application)\b"
    r"|(?:no|without|lacks?) (?:the )?(?:permission|access|right|client[- ]grant)"
    r"|forbidden|unauthori[sz]ed|\bexceeds?\b"
)
_UNKNOWN = re.compile(
    r"\bunknown\b|\bnot (?:be )?(?:found|known|recogni[sz]ed|defined|registered|supported"
    r"|configured)\b"
    r"|\b(?:do|does) not exist|\bno such\b|unrecogni[sz]ed|unsupported|undefined|non-?existent"
)


def says_of(low: str) -> Permission:
    """What words, in lower case, say; open where they say neither, or both."""
    low = _DEFINITION.sub("", low)
    is_denied = _NOT_ALLOWED.search(low) is not None
    is_unknown = _UNKNOWN.search(_NOT_ALLOWED.sub("", low)) is not None
    if is_denied is is_unknown:
        return Permission.OPEN
    return Permission.NOT_ALLOWED if is_denied else Permission.UNKNOWN
