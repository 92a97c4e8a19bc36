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
_POWERSHELL = re.compile(
    # A line that a backtick joins to the next, and not one that ends a command's output.
    r"^[^`\n]*(?:`[^`\n]+`[^`\n]*)*[ \t]`[ \t]*\n"
    r"|^[ \t]*\$(?:env:)?\w+[ \t]*=[ \t]|^PS(?: [^>\n]*)?>",
    re.MULTILINE | re.IGNORECASE,
)
_BASH_JOINT = re.compile(r"\\$", re.MULTILINE)
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
    dialect = _dialect(text)
    if dialect is Dialect.POWERSHELL:
        text = from_powershell(text)
    elif dialect is Dialect.CMD:
        text = from_cmd(text)
    return BashText(text, dialect)


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
