"""A PowerShell script, read without running it: what its commands are given, as far as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from outrider.importers.curl.powershell_blocks import ScriptBlocks, Surrounding
from outrider.importers.curl.powershell_words import JOINT, WORD, unescaped_backtick
from outrider.importers.curl.shell_text import behind_closing
from outrider.importers.powershell.known_calls import MISSING, command_result
from outrider.importers.powershell.powershell_expressions import ScriptExpressions
from outrider.importers.powershell.script_cursor import BLANK, SPACE, CannotRead, ScriptRemark
from outrider.importers.powershell.script_objects import (
    ScriptObject,
    UnreadValue,
    member_of,
    plain_text,
)

WEB = {
    "invoke-webrequest": "Invoke-WebRequest",
    "iwr": "Invoke-WebRequest",
    "invoke-restmethod": "Invoke-RestMethod",
    "irm": "Invoke-RestMethod",
}
"""The commands that send a request, by what people call them."""

_ASSIGNED = re.compile(
    rf"(?:\[[\w.\[\], ]+\][ \t]*)*\$(?:(env):)?(?:(?:script|global|local|private):)?({WORD})"
    rf"((?:\.{WORD}|\[[^\]\n]*\])*)[ \t]*(\+?)=(?!=)[ \t]*",
    re.IGNORECASE,
)
_BARE = re.compile(r"[^\s`;|(){}'\"$,&]+")
_PARAMETER = re.compile(r"-([A-Za-z][\w]*)(:?)")
_COMMAND = re.compile(r"[A-Za-z][\w]*(?:-[A-Za-z]+)?(?:\.exe)?(?=[\s`;|)}(]|\Z)")
_WEB = re.compile(rf"(?<![\w$-])(?:{'|'.join(WEB)})(?=[\s`])", re.IGNORECASE)
_DEEPEST = 60
_LONGEST_CONDITION = 4_000
"""Characters in which the end of a condition is sought."""
_BLOCK = re.compile(
    r"[{}]|(?:try|else|do|finally|begin|process|end)\b(?=\s*\{)|catch\b[^{\n]*(?=\{)"
    r"|function\s+[\w-]+(?=[^\n]*\{)|(?:else)?(if|while|foreach|for|switch|until)\s*\(",
    re.IGNORECASE,
)
"""What begins or ends a block; of a condition in brackets only a command that sends is read."""
_TOLD = {
    Surrounding.CONDITION: (
        "The command was imported; the script runs it only on a condition.",
        "The import does not evaluate conditions.",
    ),
    Surrounding.LOOP: (
        "The command was imported once; the script repeats it.",
        "The import does not run loops.",
    ),
}
_COMMA = re.compile(r"(?:[ \t]|`[ \t]*\n)*,(?:\s|`\n)*")
_PIPE = re.compile(r"(?:[ \t]|`[ \t]*\n)*\|(?!\|)[ \t]*(?:`?[ \t]*\n\s*)?")
_SPLAT = re.compile(rf"@({WORD})(?![{{(\w])")
_TYPED = re.compile(r"\[(?!\w+[\].])")

SWITCHES = frozenset(
    ("usebasicparsing", "skipcertificatecheck", "skipheadervalidation", "skiphttperrorcheck",
     "passthru", "resume", "disablekeepalive", "usedefaultcredentials", "noproxy",
     "allowunencryptedauthentication", "allowinsecureredirect", "preserveauthorizationonredirect",
     "preservehttpmethodonredirect", "followrellink", "proxyusedefaultcredentials", "verbose",
     "debug", "compress", "asplaintext", "force", "raw", "asarray")
)  # fmt: skip
"""Parameters without a value."""


class WebCommand(Struct):
    """A command that sends a request.

    Attributes:
        parameters: by their names as written, in order; a switch is true.
        given: without a parameter.
        piped: what it is fed; :data:`MISSING` for nothing.
    """

    name: str
    line: int
    parameters: list[tuple[str, Any]] = field(default_factory=list)
    given: list[Any] = field(default_factory=list)
    piped: Any = MISSING


class PowerShellScript(ScriptExpressions):
    """Goes through a script once, by :meth:`commands`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._found: list[WebCommand] = []
        self._blocks = ScriptBlocks(self._text)

    def commands(self) -> Iterator[WebCommand]:
        """The commands that send requests, each with what the script knows at its place."""
        while self._skip(SPACE) or self._at < len(self._text):
            start = self._at
            if start >= len(self._text):
                return
            if self._begins_block():
                continue
            try:
                self._statement()
            except (CannotRead, RecursionError):
                self._depth = 0
                self._resume(start)
            yield from self._found
            self._found = []
            if self._at <= start:
                self._at = start + 1

    @property
    def proxies(self) -> dict[str, str]:
        """The variables for proxies that the script has set until here, by their names."""
        return {
            name.removeprefix("env:"): plain_text(value)
            for name, value in self._values.items()
            if name.startswith("env:") and name.endswith("_proxy")
        }

    def _begins_block(self) -> bool:
        """Whether a brace or a keyword was here, behind which other statements are."""
        match = self._take(_BLOCK)
        if match is not None and match[1]:
            condition = self._text[self._at : self._at + _LONGEST_CONDITION]
            end = self._at + behind_closing(condition, 0)
            web = _WEB.search(self._text, self._at, end)
            self._at = web.start() if web else end
        return match is not None

    def _resume(self, start: int) -> None:
        """Behind what is not read: at the next command that sends, or the next statement."""
        end = self._text.find("\n", max(self._at, start))
        end = len(self._text) if end < 0 else end
        web = _WEB.search(self._text, start + 1, end)
        if unread := _WEB.match(self._text, start):
            line = self._text.count("\n", 0, start) + 1
            self.remarks.append(
                ScriptRemark(
                    line,
                    f"A command {WEB[unread[0].lower()]} was not imported.",
                    "What it is given is not known; the import does not run scripts.",
                    is_lost=True,
                )
            )
        target = _ASSIGNED.match(self._text, start)
        if target:
            self._values[target[2].lower()] = self._unknown(target[2], f"${target[2]}")
        self._at = web.start() if web else end

    def _statement(self) -> None:
        if target := self._take(_ASSIGNED):
            value = self._pipeline()
            self._assign(target, value)
            return
        value = self._pipeline()
        del value

    def _assign(self, target: re.Match[str], value: Any) -> None:
        name, path, adds = target[2].lower(), target[3], target[4]
        if target[1]:
            name = f"env:{name}"
        steps = re.findall(rf"\.({WORD})|\[['\"]?([^\]'\"]*)['\"]?\]", path)
        if not steps:
            if adds:
                value = self._sum(self._values.get(name, ""), value)
            self._values[name] = value
            return
        inside = self._values.get(name)
        for first, second in steps[:-1]:
            inside = member_of(inside, first or second)
        last = steps[-1][0] or steps[-1][1]
        if isinstance(inside, ScriptObject):
            inside.members[last] = value
        elif isinstance(inside, dict):
            known = next((key for key in inside if str(key).lower() == last.lower()), last)
            inside[known] = value

    def _pipeline(self) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise CannotRead
        value = self._element(MISSING)
        while self._next_is_pipe():
            value = self._element(value)
        self._depth -= 1
        return value

    def _next_is_pipe(self) -> bool:
        return self._take(_PIPE) is not None

    def _element(self, piped: Any) -> Any:
        self._skip(BLANK)
        if self._starts("&"):
            self._at += 1
            self._skip(BLANK)
        if command := self._take(_COMMAND):
            return self._command(command[0], piped)
        return self._expression()

    def _command(self, name: str, piped: Any) -> Any:
        low, line, start = name.lower(), self._line(), self._at
        parameters, given = self._arguments()
        if low in WEB:
            self._found.append(WebCommand(WEB[low], line, parameters, given, piped))
            around = self._blocks.around(start)
            self.remarks += [ScriptRemark(line, *_TOLD[one]) for one in _TOLD if one in around]
            return UnreadValue("response")
        named = {key.lower(): value for key, value in parameters}
        found = command_result(low, named, given, piped)
        if found is MISSING:
            return self._unknown(name, (name + self._text[start : self._at]).split("\n")[0])
        return found

    def _arguments(self) -> tuple[list[tuple[str, Any]], list[Any]]:
        parameters: list[tuple[str, Any]] = []
        given: list[Any] = []
        while True:
            self._skip(BLANK)
            if self._at >= len(self._text) or self._text[self._at] in "\n;|)}#":
                return parameters, given
            if self._text[self._at] in "<>&" or re.compile(r"\d?>").match(self._text, self._at):
                raise CannotRead
            if named := self._take(_PARAMETER):
                self._skip(BLANK)
                is_last = self._at >= len(self._text) or self._text[self._at] in "\n;|)}#"
                is_next = _PARAMETER.match(self._text, self._at) is not None
                switch = named[1].lower() in SWITCHES and not named[2]
                parameters.append(
                    (named[1], True if switch or is_last or is_next else self._argument())
                )
            elif splat := self._take(_SPLAT):
                table = self._values.get(splat[1].lower())
                if isinstance(table, dict):
                    parameters += [(str(key), value) for key, value in table.items()]
                else:
                    self._unknown(splat[1], splat[0])
            else:
                given.append(self._argument())

    def _argument(self) -> Any:
        """A value in a command's arguments, where bare words are texts; commas make a list."""
        values = [self._one_argument()]
        while self._take(_COMMA):
            values.append(self._one_argument())
        return values[0] if len(values) == 1 else values

    def _one_argument(self) -> Any:
        if self._text[self._at] in "$'\"@([\u2018\u2019" and not re.compile(
            r"\[(?!\w+[\].])"
        ).match(self._text, self._at):
            value = self._postfix(self._primary())
            if self._at >= len(self._text) or self._text[self._at] in " \t\n;|)},`":
                return value
            return plain_text(value) + plain_text(self._bare())
        return self._bare()

    def _bare(self) -> str:
        made: list[str] = []
        while self._at < len(self._text):
            if match := self._take(_BARE):
                made.append(match[0])
            elif (value := self._variable_here()) is not MISSING:
                made.append(plain_text(self._postfix(value)))
            elif self._text[self._at] in "'\"":
                made.append(plain_text(self._primary()))
            elif self._starts("`") and not JOINT.match(self._text, self._at):
                made.append(unescaped_backtick(self._text[self._at + 1 : self._at + 2]))
                self._at += 2
            else:
                break
        if not made:
            raise CannotRead
        return "".join(made)
