"""What is wrong with an entry of ``hosts``, wherever such a list is read."""

from __future__ import annotations

import re

from outrider.auth.origins import is_host_pattern
from outrider.errors import Fault, Severity, SourceLocation

HOST_PATTERN = "host_pattern"
"""The code of an entry that matches nothing."""

_HOW = "Write a host such as api.example.com, a host and a port, or *.example.com."


def host_fault_of(
    pattern: str, place: SourceLocation | None = None, written: str | None = None
) -> Fault | None:
    """The warning for an entry that can match no host; ``None`` for one that can.

    Args:
        pattern: without references.
        place: of the entry.
        written: the entry as its file has it, where it holds references.
    """
    if is_host_pattern(pattern.strip()):
        return None
    shown, how = (pattern, _how(pattern.strip())) if written is None else (written, _HOW)
    return Fault(
        HOST_PATTERN,
        f'Host "{shown}" matches nothing.',
        place,
        why="" if written is None else "Its references are replaced by what is not a host.",
        advice=how,
        severity=Severity.WARNING,
    )


def unreplaced_host(pattern: str, place: SourceLocation) -> Fault:
    """The warning for a reference where none is replaced: in the list of a secret."""
    return Fault(
        HOST_PATTERN,
        f'Host "{pattern}" matches nothing.',
        place,
        why="References are not replaced in the hosts of a secret.",
        advice=_HOW,
        severity=Severity.WARNING,
    )


def _how(pattern: str) -> str:
    """The way to write what was probably meant."""
    if not pattern:
        return f"Remove it. {_HOW}"
    if re.search(r"[\s,;]", pattern):
        return "Write each host as an entry of its own."
    host = _host_of(pattern)
    if host:
        return f"Write only the host: {host}"
    if "*" in pattern:
        return "A * is allowed only at the start, for all hosts below one: *.example.com."
    if re.search(r":[^:\]]*$", pattern):
        return "Use a port from 1 to 65535, and write an IPv6 address in brackets: [::1]:8443."
    return _HOW


def _host_of(pattern: str) -> str:
    """The host of a URL, or of what has a path or a user name; with the port that it has."""
    rest = pattern.rpartition("://")[2]
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    return authority if authority != pattern and is_host_pattern(authority) else ""
