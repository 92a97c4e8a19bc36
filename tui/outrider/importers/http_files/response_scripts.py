"""Scripts and assertions below a request: what of them are captures and expectations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.http_files.http_sections import HttpDirective, HttpLine, HttpScript
from outrider.importers.http_files.response_conditions import (
    Looked,
    compared_part,
    js_expectation,
    js_literal,
    looked_at,
)
from outrider.importers.http_files.response_uses import is_secret_name, json_steps
from outrider.importers.postman.shown_statements import shown_statement
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject

_COMMENT = re.compile(
    r"(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|//[^\n]*|/\*[\s\S]*?\*/"
)
_TEST = re.compile(
    r"(?:client\.test|test)\(\s*(?P<quote>['\"`])(?P<name>.*?)(?P=quote)\s*,\s*"
    r"(?:async\s+)?(?:function\s*\w*\s*\([^)]*\)|\([^)]*\)\s*=>)\s*\{"
)
_SET = re.compile(
    r"(?:client\.global|client\.variables\.global|request\.variables)\.set\(\s*"
    r"(?P<quote>['\"`])(?P<name>.+?)(?P=quote)\s*,\s*(?P<value>.+)\)",
    re.S,
)
_EXPORT = re.compile(r"exports\.(?P<name>[A-Za-z_$][\w$]*)\s*=\s*(?P<value>.+)", re.S)
_ASSERT = re.compile(
    r"(?:client|tests?)\.assert\(\s*(?P<condition>.+?)"
    r"(?:,\s*(?P<quote>['\"`])(?P<message>[^'\"`]*)(?P=quote)(?:\s*\+[^,]*)?)?\s*\)",
    re.S,
)
_EQUAL = re.compile(r"(?:assert\.(?:strict)?[eE]qual|expect)\(\s*(?P<left>[^,]+?)\s*,\s*"
                    r"(?P<right>[^,]+?)\s*(?:,[^,]*)?\)", re.S)  # fmt: skip
_CALL = re.compile(r"test\.(?P<name>\w+)\(\s*(?P<arguments>.*?)\s*\)", re.S)
_LOG = re.compile(r"(?:client|console)\.(?:log|info|debug|warn|error)\(.*\)", re.S)
_REQUIRE = re.compile(r"(?:const|let|var)\s+\{?\s*\w+\s*\}?\s*=\s*require\(.*\)", re.S)
_ALIAS = re.compile(
    r"(?:const|let|var)\s+(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>response(?:\.\w+)+"
    r"|JSON\.parse\(response\.body\))"
)
_LINE = re.compile(
    r"(?P<subject>\S+)(?:\s+(?P<value>.*?))??\s+(?P<sign>===?|!==?|>=|<=|>|<|includes|contains"
    r"|matches|exists|startsWith|endsWith|isNumber|isString|isBoolean|isArray)"
    r"(?:\s+(?P<expected>.*))?",
    re.IGNORECASE,
)
_TYPES = {
    "isnumber": "number",
    "isstring": "string",
    "isboolean": "boolean",
    "isarray": "array",
}
_RESTERM = re.compile(
    r"\{\{\s*response\.(?P<part>json|headers?|status\w*|body|text)\.?(?P<rest>.*?)\s*\}\}"
)
_CAPTURE = re.compile(r"(?:(?P<scope>\S+)\s+)?(?P<name>[\w.-]+)\s*=?\s*(?P<value>\{\{.*\}\}|\S+)")
_BLANK = re.compile(r"[ \t\r\n;]*")
_LONGEST = 60
_LARGEST = 50_000
"""Characters of a script that is read."""
_LONGEST_STATEMENT = 2_000


class Statement(Struct, frozen=True):
    """A statement of a script: where it begins, and the test that it stands in."""

    line: int
    text: str
    test: str = ""


def statements(text: str, line: int) -> Iterator[Statement]:
    """The statements of a script that begins in this line; those of a test with its name."""
    plain = _COMMENT.sub(lambda one: one["text"] or "\n" * one[0].count("\n"), text)
    yield from _statements(plain, line, "")


def _statements(text: str, line: int, test: str) -> Iterator[Statement]:
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        start = blank.end() if blank else at
        if start >= len(text):
            return
        number = line + text.count("\n", 0, start)
        opened = _TEST.match(text, start)
        end = _end_of(text, opened.end() if opened else start, in_block=opened is not None)
        if opened:
            inner = text[opened.end() : end]
            yield from _statements(inner, line + text.count("\n", 0, opened.end()), opened["name"])
            rest = re.compile(r"\}?\s*\)?\s*;?").match(text, end)
            end = rest.end() if rest else end
        elif written := text[start:end].strip():
            yield Statement(number, written, test)
        at = max(end, start + 1)


def _end_of(text: str, at: int, *, in_block: bool) -> int:
    """Where a statement ends: at a semicolon or a line end outside of brackets."""
    depth, quote = 0, ""
    while at < len(text):
        char = text[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = ""
        elif char in "\"'`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                return at
        elif not in_block and depth == 0:
            following = text[at + 1 : at + 200].lstrip()[:1]
            if char == ";" or (char == "\n" and following not in {".", "&", "|", "?", ":"}):
                return at
        at += 1
    return at


class ResponseScripts:
    """Converts what stands below the requests of one file.

    Args:
        text: rewrites references.
    """

    def __init__(self, report: BuildReport, text: Callable[[str], str]) -> None:
        self._report = report
        self._text = text

    def scripts(self, scripts: list[HttpScript], request: RequestBuilder) -> None:
        """Converts scripts; what has no like is told with its line."""
        for script in scripts:
            report = self._report.at(request.place, script.line)
            if script.file:
                report.lost(
                    f'Script "{script.file}" was not imported.', why="Imports run no scripts."
                )
                continue
            if len(script.text) > _LARGEST:
                report.lost(
                    "The script was not imported: it is too large.", why="Imports run no scripts."
                )
                continue
            aliases: dict[str, str] = {}
            for one in statements(script.text, script.line):
                self._statement(one, script.kind, aliases, request)

    def _statement(
        self, one: Statement, kind: str, aliases: dict[str, str], request: RequestBuilder
    ) -> None:
        report = self._report.at(request.place, one.line)
        if alias := _ALIAS.fullmatch(one.text):
            aliases[alias["name"]] = alias["value"]
            return
        text = one.text
        for name, value in aliases.items():
            text = re.sub(rf"(?<![\w.$\"']){name}(?=[.\[])", value.replace("\\", r"\\"), text)
        if _REQUIRE.fullmatch(text):
            return
        if _LOG.fullmatch(text):
            report.lost(f"{_shown(one.text)} was not imported.", why="Imports run no scripts.")
            return
        is_short = len(text) <= _LONGEST_STATEMENT
        if is_short and kind != "before" and self._understood(text, one.test, request):
            return
        if is_short and kind != "after" and self._constant(text, request):
            return
        report.lost(
            f"Script statement was not imported: {_shown(one.text)}",
            why="Imports run no scripts.",
            advice="Add a variable, if you need it."
            if kind == "before"
            else "Add [[capture]] or [[expect]], if you need it.",
        )

    def _understood(self, text: str, test: str, request: RequestBuilder) -> bool:
        if found := _SET.fullmatch(text) or _EXPORT.fullmatch(text):
            return self._capture(found["name"], found["value"], request)
        if found := _ASSERT.fullmatch(text):
            name = test or found["message"] or ""
            whole = js_expectation(found["condition"], name)
            parts = re.split(r"\s*&&\s*", found["condition"])
            made = [js_expectation(one, name) for one in parts] if whole is None else [whole]
            known = [one for one in made if one is not None]
            if len(known) == len(made):
                request.expectations += known
                return True
            return False
        if found := _EQUAL.fullmatch(text):
            one = js_expectation(f"{found['left']} === {found['right']}", test)
            request.expectations += [] if one is None else [one]
            return one is not None
        if found := _CALL.fullmatch(text):
            return self._helper(found["name"], found["arguments"], request)
        return False

    def _constant(self, text: str, request: RequestBuilder) -> bool:
        """A variable that a script gives a constant before the request."""
        found = _SET.fullmatch(text) or _EXPORT.fullmatch(text)
        if found is None:
            return False
        try:
            value = js_literal(found["value"])
        except (ValueError, RecursionError):
            return False
        if value is None or isinstance(value, list | dict):
            return False
        name = self._report.name(found["name"])
        request.variables = {**request.variables, name: value}
        return True

    def _capture(self, name: str, written: str, request: RequestBuilder) -> bool:
        part = looked_at(written)
        if part is None or part.is_length or part.subject is Subject.TIME:
            return False
        self._add_capture(name, part, request)
        return True

    def _add_capture(
        self, name: str, part: Looked, request: RequestBuilder, *, secret: bool = False
    ) -> None:
        argument = part.program if part.subject is Subject.JQ else part.argument
        variable = self._report.at(request.place).name(name)
        masks = secret or is_secret_name(name)
        request.captures.append(Capture(variable, part.subject, argument, secret=masks))

    def _helper(self, name: str, written: str, request: RequestBuilder) -> bool:
        """``test.status(200)`` and the like, of httpyac."""
        try:
            values = [js_literal(one) for one in re.split(r",\s*", written) if one]
        except (ValueError, RecursionError):
            return False
        made: Expectation | None = None
        match name, values:
            case "status", [int(status)]:
                made = compared_part(Looked(Subject.STATUS), "==", status)
            case "totalTime", [int(most)]:
                made = compared_part(Looked(Subject.TIME), "<=", most)
            case "header", [str(header)]:
                exists = Check(CheckKind.EXISTS, True)
                made = Looked(Subject.HEADER, header).expectation(exists)
            case "header", [str(header), str(value)]:
                made = compared_part(Looked(Subject.HEADER, header), "==", value)
            case "headerContains", [str(header), str(value)]:
                made = compared_part(Looked(Subject.HEADER, header), "contains", value)
            case "responseBody", [str(value)]:
                made = compared_part(Looked(Subject.BODY), "==", value)
            case "hasResponseBody", []:
                made = Looked(Subject.BODY).expectation(Check(CheckKind.NOT_EQUALS, ""))
            case "hasNoResponseBody", []:
                made = Looked(Subject.BODY).expectation(Check(CheckKind.EQUALS, ""))
        request.expectations += [] if made is None else [made]
        return made is not None

    def assertions(self, lines: list[HttpLine], request: RequestBuilder) -> None:
        """Lines of httpyac that begin with ``??``."""
        for line in lines:
            is_short = len(line.text) <= _LONGEST_STATEMENT
            made = self._assertion(line.text) if is_short else None
            if made is None:
                self._report.at(request.place, line.number).lost(
                    f"Assertion was not imported: ?? {_shown(line.text)}",
                    advice="Add an [[expect]] for it, if you need it.",
                )
            else:
                request.expectations.append(made)

    def _assertion(self, written: str) -> Expectation | None:
        found = _LINE.fullmatch(written)
        if found is None:
            return None
        subject, value = found["subject"].lower(), (found["value"] or "").strip()
        part: Looked | None = None
        if subject == "status" and not value:
            part = Looked(Subject.STATUS)
        elif subject in {"duration", "time"} and not value:
            part = Looked(Subject.TIME)
        elif subject == "header" and value:
            part = Looked(Subject.HEADER, value)
        elif subject in {"body", "json", "jsonpath"}:
            steps = json_steps(value)
            if steps is not None:
                part = Looked(Subject.JQ, steps=steps) if steps else Looked(Subject.BODY)
        elif subject in {"js", "javascript"}:
            part = looked_at(value)
        elif not value:
            part = looked_at(found["subject"])
        return None if part is None else self._predicate(part, found["sign"].lower(), found)

    def _predicate(self, part: Looked, sign: str, found: re.Match[str]) -> Expectation | None:
        written = (found["expected"] or "").strip()
        if sign in _TYPES:
            return part.expectation(Check(CheckKind.TYPE, _TYPES[sign]))
        if sign == "exists":
            return part.expectation(Check(CheckKind.EXISTS, True))
        if sign in {"startswith", "endswith"}:
            escaped = re.escape(written)
            pattern = f"^{escaped}" if sign == "startswith" else f"{escaped}$"
            return part.expectation(Check(CheckKind.MATCHES, pattern))
        if sign == "includes":
            sign = "contains"
        expected: object = self._text(written)
        if part.subject in {Subject.STATUS, Subject.TIME, Subject.JQ}:
            # httpyac compares as texts; a number or a boolean of JSON is written so.
            with suppress(ValueError, RecursionError):
                expected = js_literal(written)
        return compared_part(part, sign, expected)

    def resterm(self, directive: HttpDirective, request: RequestBuilder) -> bool:
        """``# @capture`` and ``# @assert`` of resterm; whether it was understood."""
        if directive.name.lower() == "assert":
            written = re.sub(r"\{\{\s*(.*?)\s*\}\}", r"\1", directive.value)
            made = js_expectation(_response_words(written))
            request.expectations += [] if made is None else [made]
            return made is not None
        found = _CAPTURE.fullmatch(directive.value)
        source = _RESTERM.fullmatch(found["value"]) if found else None
        if found is None or source is None:
            return False
        part: Looked | None = None
        rest = source["rest"].strip("\"'[]")
        if source["part"] == "json":
            steps = json_steps(source["rest"])
            part = None if steps is None else Looked(Subject.JQ, steps=steps)
        elif source["part"].startswith("header"):
            part = Looked(Subject.HEADER, rest)
        elif source["part"].startswith("status"):
            part = Looked(Subject.STATUS)
        elif not rest:
            part = Looked(Subject.BODY)
        if part is None:
            return False
        is_secret = "secret" in (found["scope"] or "")
        self._add_capture(found["name"], part, request, secret=is_secret)
        return True


def _response_words(written: str) -> str:
    text = re.sub(r"\bresponse\.json\b", "response.body", written)
    return re.sub(r"(?<![\w.])status(?:Code)?\b", "response.status", text)


def _shown(written: str) -> str:
    line = shown_statement(" ".join(written.split()), written)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
