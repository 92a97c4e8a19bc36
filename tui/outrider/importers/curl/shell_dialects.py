r"""Which shell a text was written for; what is written for cmd or PowerShell, rewritten for bash.

Browsers offer "Copy as cURL (cmd)" beside "(bash)" and "(PowerShell)", and wikis hold all three.
"""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct

from outrider.importers.curl.cmd_text import from_cmd
from outrider.importers.curl.powershell_text import from_powershell
from outrider.importers.curl.powershell_words import ENVIRONMENT_VARIABLE, GIVES_ENV

_SURELY_CMD = re.compile(
    r"^[ \t]*(?:@echo\b|@?setlocal\b|@?set[ \t]+(?:/[ap]\b|\"\w+=)|[A-Za-z]:\\[^>\n]*>|@?rem[ \t]"
    r"|@?if[ \t]+(?:/i[ \t]+)?(?:not[ \t]+)?(?:exist|defined|errorlevel|\"%)|@?goto[ \t]+:?\w"
    r"|@?for[ \t]+(?:/\w[ \t]+)?.*?%%?\w[ \t]+in\b)"
    # What browsers write: carets within quotation marks, and doubled marks.
    r"|\^\\\^\"|\bcurl(?:\.exe)?[ \t]+\"https?:[^\"\n]*\^[&%]|\"[{\[]\"\"\w"
    # An argument in escaped quotation marks, or one behind which the command goes on.
    r"|(?:^|[ \t])\^\""
    r"|^[^\n]*\bcurl(?:\.exe)?[ \t](?:[^\n]*[ \t\"])?\^[ \t]*$"
    r"|[ \t\"]\^[ \t]*\n[ \t]*(?:\^?\"|-{1,2}[A-Za-z]|https?:|%\w)"
    r"|\bcurl(?:\.exe)?[ \t](?:[^\"'\n]|\"[^\"\n]*\")*\^[&|<>]",
    re.MULTILINE | re.IGNORECASE,
)
_PERHAPS_CMD = re.compile(r"^[ \t]*@?set[ \t]+\w+=", re.MULTILINE | re.IGNORECASE)
_POWERSHELL_JOINT = re.compile(r"^[^`\n]*(?:`[^`\n]+`[^`\n]*)*[ \t]`[ \t]*\n", re.MULTILINE)
"""A line that a backtick joins to the next, and not one that ends a command's output."""
_POWERSHELL = re.compile(
    rf"{_POWERSHELL_JOINT.pattern}"
    r"|^[ \t]*(?:\[[\w.\[\]]+\][ \t]*)?\$(?:\w+:)?\w+[ \t]*[-+*/]?=[ \t]?|^PS(?: [^>\n]*)?>"
    r"|^[ \t]*(?:param[ \t]*\(|Set-Variable\b)",
    re.MULTILINE | re.IGNORECASE,
)
_SURELY_BASH = re.compile(
    r"^[ \t]*(?:export|local|readonly|declare|unset)[ \t]+\w|^[ \t]*(?:[$%#][ \t]+)?\w+\+?=(?!=)"
    r"|^[ \t]*(?:fi|done|esac|then)\b|;[ \t]*(?:then|do|done|fi)\b|^[ \t]*set[ \t]+[-+][a-z]"
    r"|^[ \t]*(?:\w+[ \t]*\(\)|source[ \t])|^[ \t]*(?:if|while)[ \t]+\["
    r"|<<-?[ \t]*\\?['\"]?[A-Za-z_]\w*",
    re.MULTILINE,
)
_HEREDOC = re.compile(
    r"(<<-?[ \t]*\\?(['\"]?)([A-Za-z_]\w*)\2[^\n]*\n).*?^[ \t]*\3[ \t]*$", re.DOTALL | re.MULTILINE
)
_HERE_STRING = re.compile(r"@(['\"])[ \t]*\n.*?\n\1@", re.DOTALL)
_REMARK = re.compile(r"^[ \t]*#(?!!).*$", re.MULTILINE)
_SHEBANG = re.compile(r"\s*#!\S*?(?:(pwsh)|(\w*sh)\b|[ \t]+(?:(pwsh)|(\w*sh)\b))")
_BASH_JOINT = re.compile(r"(?<![\w.])\\$|^(?!.*(?:[A-Za-z]:|\.)\\).*\\$", re.MULTILINE)
"""A backslash at the end of a line, and not of the name of a folder of Windows."""
_CMD_JOINT = re.compile(r"\^[ \t]*$", re.MULTILINE)
_SESSION = re.compile(
    r"^[ \t]*(?:(?:\([^()\n]*\)[ \t]*)?(?:\[[^\[\]\n]*@[^\[\]\n]*\]|[\w.-]+@[\w.-]+[^$#%\n]{0,80})?"
    r"[$%]|(?:\[[^\[\]\n]*@[^\[\]\n]*\]|[\w.-]+@[\w.-]+:[^$#%\n]{0,80})#)[ \t]+(?=\S)",
    re.MULTILINE,
)
"""The prompt of a shell in a terminal's text: ``$ ``, ``me@host:~$ ``."""
_OF_POWERSHELL = re.compile(r"^[ \t]*PS(?:[ \t][^>\n]{0,200})?>[ \t]*(?=\S)", re.MULTILINE)
_OF_CMD = re.compile(r"^[ \t]*[A-Za-z]:\\[^>\n]{0,200}>[ \t]*(?=\S)", re.MULTILINE)
_TYPED = re.compile(
    rf"(?<=\n)(?={_SESSION.pattern[1:]}|{_OF_POWERSHELL.pattern[1:]}|{_OF_CMD.pattern[1:]})"
)
"""Where a line begins that was typed at a prompt, of whatever shell."""
_GOES_ON = re.compile(r"(?<=\\\n)[ \t]*>[ \t]")
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
    if sum(1 for one in joints if one.search(text)) > 1:
        return _BLOCK.split(text)
    prompts = (_SESSION, _OF_POWERSHELL, _OF_CMD)
    several = sum(1 for one in prompts if one.search(text)) > 1
    return _TYPED.split(text) if several else [text]


def _rewritten(text: str, dialect: Dialect) -> str:
    if dialect is Dialect.POWERSHELL:
        return from_powershell(text)
    if dialect is Dialect.CMD:
        return from_cmd(text)
    # What was copied out of a terminal has its prompts.
    return _GOES_ON.sub("", _SESSION.sub("", text)) if _SESSION.search(text) else text


def _dialect(text: str) -> Dialect:
    """The shell that sure signs name; one that only might be named by a sign has none of bash."""
    if shebang := _SHEBANG.match(text):
        return Dialect.POWERSHELL if shebang[1] or shebang[3] else Dialect.BASH
    # What a script has as text or says of itself is for nobody's shell.
    code = _REMARK.sub("", _HERE_STRING.sub("", _HEREDOC.sub(r"\1", text)))
    if _BASH_JOINT.search(code):
        return Dialect.BASH
    for_bash = sum(1 for _ in _SURELY_BASH.finditer(code))
    for_cmd = sum(1 for _ in _SURELY_CMD.finditer(code))
    if for_bash == 0 or sum(1 for _ in _POWERSHELL.finditer(code)) > for_bash:
        names_environment = ENVIRONMENT_VARIABLE.search(code) and not GIVES_ENV.search(code)
        if _POWERSHELL.search(code) or names_environment or _OF_POWERSHELL.match(text):
            return Dialect.POWERSHELL
    if for_cmd > for_bash or _OF_CMD.match(text) or (for_bash == 0 and _is_weakly_cmd(code)):
        return Dialect.CMD
    if for_bash:
        return Dialect.BASH
    if _OF_WINDOWS.search(text):
        return Dialect.POWERSHELL if _FOR_POWERSHELL.search(text) else Dialect.CMD
    return Dialect.BASH if _FOR_BASH.search(text) else Dialect.UNSURE


def _is_weakly_cmd(code: str) -> bool:
    return _PERHAPS_CMD.search(code) is not None and not re.search(r"\$[A-Za-z_({]", code)
