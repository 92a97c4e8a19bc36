"""Assertions and variables of the response: rows of Bruno's that say in short what a script says.

Bruno makes a chain of chai's words of each assertion. The same chain is made here, and read as the
tests of a script are: what has no expectation is told with the same reasons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from msgspec import structs

from outrider.importers.bruno.bruno_report import BrunoImportReport, is_on
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.postman.response_tests.expected_texts import expected_json
from outrider.importers.postman.response_tests.lodash_paths import lodash_steps
from outrider.importers.postman.response_tests.sandbox_names import ScriptSandbox
from outrider.importers.postman.response_tests.script_parts import (
    BODY_PART,
    RESPONSE,
    STATUS_PART,
    TIME_PART,
    JsonPart,
    NotConverted,
    PartValue,
    ReasonPart,
    SandboxName,
    argument_at,
)
from outrider.importers.postman.response_tests.statement_reading import ScriptTests, read_tests
from outrider.importers.postman.scripts.syntax import BrokenScript
from outrider.importers.postman.shown_statements import shown_statement
from outrider.model.expectation import Capture, Expectation, Subject
from outrider.visible_text import visible_line

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "to.equal({})",
        "neq": "to.not.equal({})",
        "gt": "to.be.greaterThan({})",
        "gte": "to.be.greaterThanOrEqual({})",
        "lt": "to.be.lessThan({})",
        "lte": "to.be.lessThanOrEqual({})",
        "in": "to.be.oneOf({})",
        "notIn": "to.not.be.oneOf({})",
        "contains": "to.include({})",
        "notContains": "to.not.include({})",
        "length": "to.have.lengthOf({})",
        "matches": "to.match({})",
        "notMatches": "to.not.match({})",
        "startsWith": "to.match({})",
        "endsWith": "to.match({})",
        "between": "to.be.within({})",
        "isEmpty": "to.be.empty",
        "isNotEmpty": "to.not.be.empty",
        "isNull": "to.be.null",
        "isUndefined": "to.be.undefined",
        "isDefined": "to.not.be.undefined",
        # Bruno's two words for this ask for the values themselves.
        "isTruthy": "to.be.true",
        "isFalsy": "to.be.false",
        "isJson": "to.be.json",
        "isNumber": "to.be.a('number')",
        "isString": "to.be.a('string')",
        "isBoolean": "to.be.a('boolean')",
        "isArray": "to.be.a('array')",
    }
)
_BODY_TEXT = "res.__text"
_RESPONSE = "res.__response"
"""The body as text, and the response itself, by names that no script has."""
_OF_TEXT = frozenset({"contains", "notContains", "matches", "notMatches", "startsWith", "endsWith"})
_BODY = re.compile(r"res\.(?:body|getBody\(\))\s*\Z")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SLASH = re.compile(r"(?<!\\)/")
_SET = "pm.environment.set"
_SETTERS = ("setVar", "setEnvVar", "setGlobalEnvVar", "setCollectionVar")
_GETTERS = (
    "getVar", "getEnvVar", "getGlobalEnvVar", "getCollectionVar", "getFolderVar", "getRequestVar",
)  # fmt: skip


def _queried(given: Sequence[PartValue]) -> PartValue:
    """``res("items[0].id")``, where it is a path and nothing more."""
    path = expected_json(argument_at(given, 0))
    if not isinstance(path, str) or len(given) > 1 or re.search(r"\.\.|\[\D|[?*@]", path):
        raise NotConverted("its query is more than a path")
    return JsonPart(lodash_steps(path))


BRUNO_SANDBOX = ScriptSandbox(
    frozenset(("res", "bru", "test", "JSON", "Object", "Array", "Number", "require", "console")),
    {
        "res.status": STATUS_PART,
        "res.statusText": ReasonPart(),
        "res.responseTime": TIME_PART,
        "res.body": JsonPart(),
        _BODY_TEXT: BODY_PART,
        _RESPONSE: RESPONSE,
        "res.getHeader": SandboxName("pm.response.headers.get"),
        "test": SandboxName("pm.test"),
        "bru.interpolate": SandboxName("pm.variables.replaceIn"),
        **{f"bru.{name}": SandboxName(_SET) for name in _SETTERS},
        **{f"bru.{name}": SandboxName("pm.variables.get") for name in _GETTERS},
    },
    {"res.headers": Subject.HEADER},
    {
        "res": _queried,
        "res.getStatus": lambda _: STATUS_PART,
        "res.getStatusText": lambda _: ReasonPart(),
        "res.getResponseTime": lambda _: TIME_PART,
        "res.getBody": lambda _: JsonPart(),
        "res.getHeaders": lambda _: SandboxName("res.headers"),
    },
    ("test(", "expect("),
)
"""What Bruno gives its scripts."""


def read_assertions(
    rows: Json, report: BrunoImportReport, comments: list[str]
) -> list[Expectation]:
    """The expectations of a request; ``comments`` take what has none."""
    found: list[Expectation] = []
    for row in tables(rows):
        left, right = text_of(row.get("name")).strip(), text_of(row.get("value"))
        shown = visible_line(f"{left}: {right}")
        words = text_of(row.get("description"))
        read: ScriptTests | None = None
        why = ""
        try:
            read = _read(_assertion(left, right), report)
        except (BrokenScript, NotConverted) as reason:
            why = str(reason)
        else:
            why = read.left[0].why if read.left else ""
        if read is None or why or not read.expectations:
            comments.append(f"assertion, which is not checked: {shown}")
            report.lost(
                f"Assertion `{_masked(left, right)}` was not converted; it was kept as a comment.",
                why=_sentence(why),
            )
            continue
        name = report.title(words) if words else ""
        found += [
            structs.replace(one.expectation, enabled=is_on(row), name=name)
            for one in read.expectations
        ]
    return found


def read_response_variables(
    rows: Sequence[Mapping[str, Json]], report: BrunoImportReport, comments: list[str]
) -> list[Capture]:
    """The captures of a request; ``comments`` take what has none."""
    found: list[Capture] = []
    for row in rows:
        name, written = text_of(row.get("name")), text_of(row.get("value")).strip()
        shown = visible_line(f"{name}: {written}")
        why = f"{text_of(row['otherwise'])} does not set a variable" if row.get("otherwise") else ""
        read: ScriptTests | None = None
        if not why:
            try:
                read = _read(f"bru.setVar({json.dumps(name)}, {written});", report)
            except (BrokenScript, NotConverted) as reason:
                why = str(reason)
            else:
                why = read.left[0].why if read.left else ""
        if read is None or why or not read.captures:
            comments.append(f"variable of the response, which is not set: {shown}")
            report.lost(
                f"Variable of the response `{_masked(name, written)}` was not converted; "
                "it was kept as a comment.",
                why=_sentence(why),
            )
            continue
        found += [
            structs.replace(one.capture, name=report.name(one.capture.name), enabled=is_on(row))
            for one in read.captures
        ]
    return found


def _masked(left: str, right: str) -> str:
    """A row as a report shows it: what is compared with the member of a name is its value."""
    name, value = left.rpartition(".")[2], right.rpartition(" ")[2]
    row = f"{left}: {right}"
    return shown_statement(row, f'{row}\n{name} = "{value}";')


def _sentence(why: str) -> str:
    """A reason as a sentence; a name of the script keeps its letters."""
    first = re.split(r"\s", why, maxsplit=1)[0]
    return f"{why[:1].upper() if first.isalpha() else why[:1]}{why[1:]}." if why else ""


def _read(script: str, report: BrunoImportReport) -> ScriptTests:
    def no_schema(_schema: object, _dialect: str) -> str:
        raise NotConverted("it has a schema")

    return read_tests(
        script,
        lambda name: "{{" + report.name(name) + "}}",
        lambda title: title,
        no_schema,
        BRUNO_SANDBOX,
    )


def _assertion(left: str, right: str) -> str:
    """An assertion as the statement of a script.

    Raises:
        NotConverted: it is none.
    """
    word, _, rest = right.strip().partition(" ")
    if word not in _WORDS:
        word, rest = "eq", right
    is_text = word in _OF_TEXT or (word in {"eq", "neq"} and _literal(rest)[:1] in {'"', "b"})
    if is_text and _BODY.match(left):
        left = _BODY_TEXT
    if word == "isJson" and _BODY.match(left):
        left = _RESPONSE
    if not left:
        raise NotConverted("it says nothing of what is checked")
    make = _OPERANDS.get(word, _literal)
    return f"expect({left}).{_WORDS[word].format(make(rest.strip()))};"


def _literal(written: str) -> str:
    """An operand as JavaScript: Bruno takes it for the value that it looks like."""
    plain = written.strip()
    if plain in {"true", "false", "null", "undefined"}:
        return plain
    quoted = len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'"
    text = plain[1:-1] if quoted else plain
    if not quoted and _NUMBER.fullmatch(plain):
        return str(float(plain)) if not plain.lstrip("+-").isdigit() else str(int(plain))
    if "{{" in text:
        return f"bru.interpolate({json.dumps(text)})"
    if "${" in text:
        raise NotConverted("its value is an expression")
    return json.dumps(text)


def _list(written: str) -> str:
    inner = written[1:-1] if written[:1] == "[" and written[-1:] == "]" else written
    return f"[{', '.join(map(_literal, inner.split(',')))}]"


def _pattern(written: str) -> str:
    inner = written[1:-1] if len(written) > 1 and written[0] == written[-1] == "/" else written
    if "{{" in inner:
        raise NotConverted("its pattern has a variable")
    # A slash ends a literal of JavaScript, but for one in front of which a backslash stands.
    return "/" + _SLASH.sub(r"\\/", inner) + "/"


def _start(written: str) -> str:
    return _pattern(f"^{re.escape(_text(written))}")


def _end(written: str) -> str:
    return _pattern(f"{re.escape(_text(written))}$")


def _text(written: str) -> str:
    value = _literal(written)
    return str(json.loads(value)) if value[:1] == '"' else written


_OPERANDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "in": _list,
        "notIn": _list,
        "matches": _pattern,
        "notMatches": _pattern,
        "startsWith": _start,
        "endsWith": _end,
        "between": lambda written: ", ".join(map(_literal, written.split(",")[:2])),
    }
)
