r"""Which shell a text was written for; what is written for cmd or PowerShell, rewritten for bash.

Browsers offer "Copy as cURL (cmd)" beside "(bash)" and "(PowerShell)", and wikis hold all three.
"""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.powershell_text import (
    ENVIRONMENT_VARIABLE,
    GIVES_ENV,
    from_powershell,
)

_CMD = re.compile(
    r"\^\s*$|\^[\"&%^]|^[ \t]*[A-Za-z]:\\[^>\n]*>|^@echo\b|^[ \t]*set[ \t]+\"?\w+=",
    re.MULTILINE | re.IGNORECASE,
)
_POWERSHELL_JOINT = re.compile(r"^[^`\n]*(?:`[^`\n]+`[^`\n]*)*[ \t]`[ \t]*\n", re.MULTILINE)
"""A line that a backtick joins to the next, and not one that ends a command's output."""
_POWERSHELL = re.compile(
    rf"{_POWERSHELL_JOINT.pattern}"
    r"|^[ \t]*\$(?:env:)?\w+[ \t]*=[ \t]|^PS(?: [^>\n]*)?>",
    re.MULTILINE | re.IGNORECASE,
)
_BASH_JOINT = re.compile(r"\\$", re.MULTILINE)
_CMD_JOINT = re.compile(r"\^[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*```.*\n?", re.MULTILINE)
"""A line around code in Markdown."""
_BLOCK = re.compile(
    r"(?<=\n)(?=[ \t]*(?:[$>%#] |PS[^>\n]*> ?|[A-Z]:\\[^>\n]*> ?)?curl(?:\.exe)?[ \t])"
)
_OF_WINDOWS = re.compile(r"\bcurl\.exe\b", re.IGNORECASE)
_FOR_POWERSHELL = re.compile(r"(?<!\w)'|\$[A-Za-z_({]")
_FOR_BASH = re.compile(r"(?<!\w)'|\$[A-Za-z_({]|^#!", re.MULTILINE)


class Dialect(Enum):
    """The shell that a text was written for; ``UNSURE`` where bash and cmd would both take it."""

    BASH = "bash"
    CMD = "cmd"
    POWERSHELL = "PowerShell"
    UNSURE = "unsure"


class BashText(Struct, frozen=True):
    """A text as bash would have it written, and for which shell it was."""

    text: str
    dialect: Dialect


def as_bash(text: str) -> BashText:
    """The text as bash would have it written; a text for bash is given back as it is."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    blocks = _blocks(text)
    if len(blocks) > 1:
        return BashText("".join(_rewritten(one, _dialect(one)) for one in blocks), Dialect.BASH)
    dialect = _dialect(text)
    return BashText(_rewritten(text, dialect), dialect)


def _blocks(text: str) -> list[str]:
    """The parts of a page that may have the command once for each shell; else all of the text."""
    fences = list(_FENCE.finditer(text))
    if fences and len(fences) % 2 == 0 and "curl" not in text[: fences[0].start()]:
        return [piece for one in _FENCE.split(text) for piece in (one, "\n")][:-1]
    joints = (_BASH_JOINT, _POWERSHELL_JOINT, _CMD_JOINT)
    several = sum(1 for one in joints if one.search(text)) > 1
    return _BLOCK.split(text) if several else [text]


def _rewritten(text: str, dialect: Dialect) -> str:
    if dialect is Dialect.POWERSHELL:
        return from_powershell(text)
    return from_cmd(text) if dialect is Dialect.CMD else text


def _dialect(text: str) -> Dialect:
    if _BASH_JOINT.search(text):
        return Dialect.BASH
    names_environment = ENVIRONMENT_VARIABLE.search(text) and not GIVES_ENV.search(text)
    if _POWERSHELL.search(text) or names_environment:
        return Dialect.POWERSHELL
    if _CMD.search(text):
        return Dialect.CMD
    if _OF_WINDOWS.search(text):
        return Dialect.POWERSHELL if _FOR_POWERSHELL.search(text) else Dialect.CMD
    return Dialect.BASH if _FOR_BASH.search(text) else Dialect.UNSURE
