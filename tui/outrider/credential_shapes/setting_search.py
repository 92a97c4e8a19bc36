"""Credentials in lines of settings: YAML, properties, INI files, options of programs, netrc."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.value_shapes import describes_value, is_placeholder, looks_made
from outrider.lazy_pattern import keyed_pattern, lazy_pattern

_SETTING = keyed_pattern(
    (": ", ":\t", "="),
    r"^[ \t]*(?:-[ \t]+|export[ \t]+)?"
    r"[\"']?(?P<name>[A-Za-z_][\w.-]{0,63}(?: [\w.-]{1,30}){0,3})[\"']?[ \t]{0,9}"
    r"(?::[ \t]+|=[ \t]*)(?:[|>][+-]?[ \t]*\n[ \t]+)?"
    r"[\"']?(?P<value>[^\s\"'<>{}\[\],;#]{3,4096})[\"']?[ \t]*(?:[#;][^\n]*)?\r?$",
    re.MULTILINE,
)
"""A line of YAML, of properties or of an INI file, wherever it is."""

STATES = lazy_pattern(
    r"(?:not|too|no|in|un|mis|re)?(?:required|valid|correct|wrong|expired|missing|empty|short|long|"
    r"weak|strong|set|reset|changed|updated|hidden|encrypted|hashed|optional|case[- ]sensitive|"
    r"mandatory|needed|known|same|different|matching|accepted|rejected|denied|disabled|enabled|"
    r"active|inactive|locked|available|secure|safe|compromised|sent|emailed|stored|ready|good|bad|"
    r"only|always|never|being|also|about|necessary|allowed|supported|used|visible|recent|random|"
    r"generated|protected|created|removed|deleted|revoked|blank|default|ok|okay|unique|public|"
    r"private|confidential|secret|password|token|the|an?)(?:ly)?",
    re.IGNORECASE,
)
"""What is said of a password, and is none."""

_MEMBER = lazy_pattern(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+")
"""What code reads of something, as ``response.token``."""
_OPTION = keyed_pattern(
    ("-",),
    r"(?<![\w-])--?(?P<name>[A-Za-z][A-Za-z0-9-]{1,40})(?P<sign>=|[ \t]{1,3})[\"']?"
    r"(?P<value>[^\s\"'{}<>|;&-][^\s\"'{}<>|;&]{0,500})",
)
"""An option of a program, by its name."""
_LETTERED = (
    keyed_pattern(
        ("mysql", "mariadb", "sshpass"),
        r"\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|sshpass)\b"
        r"[^\n|;&]{0,200}?[ \t]-p[ \t]?"
        r"(?P<value>[^\s\"'{}|;&-][^\s\"'{}|;&]{2,200})",
    ),
    keyed_pattern(
        ("ldap", "redis-cli", "docker", "smbclient"),
        r"\b(?:ldap\w{3,10}\b[^\n|;&]{0,300}?[ \t]-w|redis-cli\b[^\n|;&]{0,200}?[ \t]-a|"
        r"docker[ \t]+login\b[^\n|;&]{0,200}?[ \t]-p|"
        r"smbclient\b[^\n|;&]{0,200}?-U[ \t]*[^\s%]{1,80}%)[ \t]*"
        r"[\"']?(?P<value>[^\s\"'{}|;&-][^\s\"'{}|;&]{2,200})",
    ),
    # The .netrc of ftp(1)
    keyed_pattern(
        ("password",),
        r"\b(?:machine[ \t\n]+\S{1,200}[ \t\n]+(?:login[ \t\n]+\S{1,200}[ \t\n]+)?|"
        r"default[ \t\n]+login[ \t\n]+\S{1,200}[ \t\n]+)"
        r"password[ \t\n]+[\"']?(?P<value>[^\s\"'{}]{3,200})",
    ),
)
"""A password behind a letter, of programs that are known by name."""


def find_in_settings(text: str) -> Iterator[FoundCredential]:
    """The credentials in lines that set something, in no order; spans may overlap."""
    for match in _SETTING.finditer(text):
        if is_credential(match["name"], match["value"]) and not STATES.fullmatch(match["value"]):
            yield FoundCredential(*match.span("value"), match["name"])


def find_made_in_settings(text: str) -> Iterator[FoundCredential]:
    """The same in what may be code or prose: only what nobody wrote counts."""
    if "\n" in text:
        for one in find_in_settings(text):
            value = text[one.start : one.end]
            is_made = _is_mixed(value) and not _MEMBER.fullmatch(value)
            if " " not in one.name and is_made and not describes_value(value):
                yield one
    for match in _OPTION.finditer(text) if "-" in text else ():
        is_set = match["sign"] == "=" or _is_mixed(match["value"])
        if is_set and is_credential(match["name"], match["value"]):
            yield FoundCredential(*match.span("value"), match["name"])
    for pattern in _LETTERED:
        for match in pattern.finditer(text):
            if not is_placeholder(match["value"]):
                yield FoundCredential(*match.span("value"), "password")


def _is_mixed(value: str) -> bool:
    """Whether a value has digits and letters, and no sign of code."""
    if re.search(r"[()$]", value) is not None:
        return False
    mixed = re.search("[0-9]", value) is not None and re.search("[A-Za-z]", value) is not None
    return looks_made(value) or (mixed and len(value) >= 5)
