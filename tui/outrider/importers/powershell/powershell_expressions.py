"""Expressions of a PowerShell script: tables, lists, sums, members, methods, types."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any

from outrider.importers.curl.powershell_words import WORD
from outrider.importers.importer import without_credentials
from outrider.importers.powershell.known_calls import (
    MISSING,
    made_object,
    static_result,
    sum_of,
)
from outrider.importers.powershell.quoted_texts import QuotedTexts
from outrider.importers.powershell.script_cursor import BLANK, SPACE, CannotRead, ScriptRemark
from outrider.importers.powershell.script_objects import (
    EnvironmentValue,
    ScriptObject,
    UnreadValue,
    member_of,
    plain_text,
)

_NUMBER = re.compile(r"-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?)(?![\w.])")
_KEY = re.compile(r"[\w.-]+")
_TYPE = re.compile(r"\[([A-Za-z][\w.]*(?:\[\])?)\]")
_METHOD = re.compile(rf"\.({WORD})(\(?)")
_STATIC = re.compile(rf"::({WORD}(?:\.{WORD})*)(\(?)")
_INDEX = re.compile(r"\[['\"]?([^\]'\"]*)['\"]?\]")
_OR_ELSE = re.compile(r"\?\?(?!=)")
_COMMA = re.compile(r"(?:[ \t]|`[ \t]*\n)*,(?:\s|`\n)*")


class ScriptExpressions(QuotedTexts):
    """Reads an expression where it stands."""

    @abstractmethod
    def _pipeline(self) -> Any:
        """The value of a pipeline."""

    def _expression(self) -> Any:
        value = self._postfix(self._primary())
        while True:
            self._skip(BLANK)
            if self._take(re.compile(r"\+(?![+=])")):
                self._skip(SPACE)
                value = self._sum(value, self._postfix(self._primary()))
            elif self._take(re.compile(r"-f\b", re.IGNORECASE)):
                self._skip(BLANK)
                value = self._formatted(value, self._list())
            elif self._take(_OR_ELSE):
                self._skip(SPACE)
                value = self._or_else(value, self._postfix(self._primary()))
            elif self._starts(","):
                self._at += 1
                self._skip(SPACE)
                more = self._list()
                value = [value, *more]
            else:
                return value

    def _or_else(self, value: Any, default: Any) -> Any:
        """What ``??`` gives (PowerShell's manual, about_Operators)."""
        if value is None:
            return default
        if isinstance(value, EnvironmentValue | UnreadValue):
            written = value.written if isinstance(value, UnreadValue) else f"$env:{value.name}"
            self.remarks.append(
                ScriptRemark(
                    self._line(),
                    f"The default of {without_credentials(written)} was not imported.",
                    "Whether PowerShell takes it is known only when the script runs.",
                    is_lost=True,
                )
            )
        return value

    def _list(self) -> list[Any]:
        values = [self._postfix(self._primary())]
        while self._take(_COMMA):
            values.append(self._postfix(self._primary()))
        return values

    def _sum(self, left: Any, right: Any) -> Any:
        found = sum_of(left, right)
        return self._unknown("sum", "+") if found is MISSING else found

    def _formatted(self, value: Any, given: list[Any]) -> str:
        flat = given[0] if len(given) == 1 and isinstance(given[0], list) else given
        return re.sub(
            r"\{(\d+)\}",
            lambda match: (
                plain_text(flat[int(match[1])]) if int(match[1]) < len(flat) else match[0]
            ),
            plain_text(value),
        )

    def _primary(self) -> Any:
        if (found := self._text_here()) is not None:
            return found
        here = self._text[self._at : self._at + 2]
        if here == "@{":
            return self._table()
        if here[:1] == "(" or here in {"@(", "$("}:
            self._at += 1 if here[:1] == "(" else 2
            value = self._inside()
            return [value] if here == "@(" and not isinstance(value, list) else value
        if match := self._take(_NUMBER):
            return float(match[0]) if "." in match[0] else int(match[0], 0)
        if (value := self._variable_here()) is not MISSING:
            return value
        if match := self._take(_TYPE):
            return self._typed(match[1])
        raise CannotRead

    def _inside(self) -> Any:
        """The value of what is in round brackets, behind the opening one."""
        self._skip(SPACE)
        if self._starts(")"):
            self._at += 1
            return []
        value = self._pipeline()
        while self._take(re.compile(r"\s*,\s*")):
            value = [*(value if isinstance(value, list) else [value]), self._pipeline()]
        self._expect(")")
        return value

    def _typed(self, kind: str) -> Any:
        if static := self._take(_STATIC):
            if not static[2]:
                return (
                    UnreadValue(static[1])
                    if self._at >= len(self._text)
                    else self._static(kind, static[1])
                )
            given = self._called()
            return self._known(static_result(kind, static[1], given), f"[{kind}]::{static[1]}")
        self._skip(BLANK)
        value = self._postfix(self._primary())
        name = kind.lower()
        if name == "char" and isinstance(value, int) and 0 < value <= 0x10FFFF:
            return chr(value)
        if name.rpartition(".")[2] == "pscredential" and isinstance(value, list):
            return made_object(kind, value)
        return plain_text(value) if name in {"string", "uri", "system.uri"} else value

    def _static(self, kind: str, name: str) -> Any:
        return self._unknown(name, f"[{kind}]::{name}")

    def _known(self, value: Any, written: str) -> Any:
        return self._unknown(written, written) if value is MISSING else value

    def _called(self) -> list[Any]:
        """The arguments of a method, behind the opening bracket."""
        value = self._inside()
        return value if isinstance(value, list) else [value]

    def _postfix(self, value: Any) -> Any:
        while True:
            if match := self._take(_METHOD):
                value = (
                    self._method(value, match[1], self._called())
                    if match[2]
                    else self._member(value, match[1])
                )
            elif self._starts("[") and (
                index := self._take(re.compile(r"\[['\"]?([^\]'\"]*)['\"]?\]"))
            ):
                found = member_of(value, index[1])
                value = self._known(MISSING if found is None else found, index[0])
            else:
                return value

    def _member(self, value: Any, name: str) -> Any:
        if isinstance(value, UnreadValue):
            self.unread.pop(value.name, None)
            return self._unknown(f"{value.name}_{name}", f"{value.written}.{name}")
        found = member_of(value, name)
        return self._known(MISSING if found is None else found, f".{name}")

    def _method(self, value: Any, name: str, given: list[Any]) -> Any:
        low = name.lower()
        if low == "add" and isinstance(value, dict) and len(given) == 2:
            value[plain_text(given[0])] = given[1]
            return None
        if low in {"add", "append"} and isinstance(value, ScriptObject):
            value.values += given
            return None
        if low in {"tostring", "trim"}:
            return plain_text(value).strip() if low == "trim" else plain_text(value)
        return self._unknown(name, f".{name}()")

    def _table(self) -> dict[str, Any]:
        self._at += 2
        found: dict[str, Any] = {}
        while True:
            self._skip(SPACE)
            if self._starts("}"):
                self._at += 1
                return found
            bare = self._take(_KEY)
            key = bare[0] if bare else plain_text(self._primary())
            self._skip(BLANK)
            self._expect("=")
            self._skip(SPACE)
            found[key] = self._pipeline()
