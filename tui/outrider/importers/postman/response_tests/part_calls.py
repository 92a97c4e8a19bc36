"""Members of the response and its parts, and what their methods and the sandbox's give."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from outrider.importers.postman.response_tests import content_checks, member_checks, part_checks
from outrider.importers.postman.response_tests.expected_texts import expected_json, in_program
from outrider.importers.postman.response_tests.response_words import AJV_DIALECT
from outrider.importers.postman.response_tests.sandbox_names import ScriptSandbox
from outrider.importers.postman.response_tests.script_parts import (
    BODY_PART,
    STATUS_PART,
    TIME_PART,
    ConditionValue,
    IndexPart,
    JsonPart,
    JsonTextPart,
    KeysPart,
    KnownValue,
    LengthPart,
    NamedPart,
    NotConverted,
    PartValue,
    ReasonPart,
    RegexPart,
    ResponsePart,
    SandboxName,
    SchemaValue,
    ScriptFunction,
    SearchedPart,
    SplitPart,
    TemplateValue,
    UnclearValue,
    WholePart,
    argument_at,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode
from outrider.model.expectation import Expectation, Subject

GETTERS = frozenset(
    f"pm.{scope}.get" for scope in ("environment", "variables", "collectionVariables", "globals")
) | {"postman.getEnvironmentVariable", "postman.getGlobalVariable"}
MUTATING = frozenset(("push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill"))
"""Methods that change the array that they belong to."""
_TV4_DIALECT = "http://json-schema.org/draft-04/schema#"
_MOST_STEPS = 30


class FunctionRunner(Protocol):
    """Runs functions of the script, whose statements may assert something."""

    def call_function(
        self, function: ScriptFunction, given: list[PartValue], node: SyntaxNode
    ) -> PartValue:
        """What a call gives back."""


class PartMachine(Protocol):
    """Evaluates a script, as its calls know it.

    Attributes:
        brought: what the program gives scripts.
        variable: a reference to a variable, by its name in Postman.
        schema_file: as :func:`~.chai_chains.read_chain` has it.
        is_changed: the script has changed the JSON, so that nobody knows it any more.
    """

    runner: FunctionRunner
    brought: ScriptSandbox
    variable: Callable[[str], str]
    schema_file: Callable[[object, str], str]
    is_changed: bool

    def reference(self, name: str) -> PartValue:
        """What a variable of Postman's holds."""

    def sandbox(self, path: str) -> PartValue:
        """What the sandbox has by a name."""

    def unclear(self, node: SyntaxNode) -> UnclearValue:
        """A value that is not known, named as it is written."""


def part_member(
    evaluator: PartMachine, owner: PartValue, name: str | int, node: SyntaxNode, *, tolerant: bool
) -> PartValue:
    """``owner.name`` or ``owner[name]``."""
    found: PartValue | None = None
    match owner:
        case JsonPart():
            found = _of_json(owner, name, tolerant=tolerant)
        case KeysPart(of) if name == "length":
            found = LengthPart(of, of_keys=True)
        case ResponsePart():
            found = _RESPONSE_MEMBERS.get(str(name)) or SandboxName(f"pm.response.{name}")
        case SandboxName("environment" | "globals"):
            found = evaluator.reference(str(name))
        case SandboxName(path):
            found = evaluator.sandbox(f"{path}.{name}")
        case NamedPart(Subject.COOKIE) if name == "value":
            found = owner
        case SearchedPart(of, pattern, groups, None) if isinstance(name, int):
            found = SearchedPart(of, pattern, groups, name)
        case SplitPart(of, separator) if isinstance(name, int):
            sign = re.escape(separator)
            pattern = rf"\A(?:[^{sign}]*{sign}){{{name}}}([^{sign}]*)"
            found = SearchedPart(of, pattern, 1, 1)
        case KnownValue(known):
            found = _of_known(known, name)
        case UnclearValue():
            found = owner
    return evaluator.unclear(node) if found is None else found


_RESPONSE_MEMBERS: Mapping[str, PartValue] = {
    "code": STATUS_PART,
    "status": ReasonPart(),
    "responseTime": TIME_PART,
}


def _of_json(owner: JsonPart, name: str | int, *, tolerant: bool) -> PartValue | None:
    if name == "length":
        return LengthPart(owner)
    if (isinstance(name, int) and name < 0) or len(owner.steps) >= _MOST_STEPS:
        return None
    return JsonPart((*owner.steps, in_program(name)), owner.tolerant or tolerant)


def _of_known(known: object, name: str | int) -> PartValue | None:
    if isinstance(known, dict) and name in known:
        return KnownValue(known[name])
    if isinstance(known, list) and isinstance(name, int) and 0 <= name < len(known):
        return KnownValue(known[name])
    return KnownValue(len(known)) if name == "length" and isinstance(known, list | str) else None


def call_part(
    evaluator: PartMachine, owner: PartValue, name: str, given: list[PartValue], node: SyntaxNode
) -> PartValue:
    """What a call gives: of a method, or, without a name, of the value itself."""
    if isinstance(owner, UnclearValue):
        return owner
    if isinstance(owner, ScriptFunction) and not name:
        return evaluator.runner.call_function(owner, given, node)
    if isinstance(owner, SchemaValue) and not name:
        return _of_schema(evaluator, owner.schema, argument_at(given, 0), owner.dialect)
    if isinstance(owner, SandboxName):
        return _of_sandbox(evaluator, f"{owner.path}.{name}" if name else owner.path, given, node)
    found: PartValue | None = None
    match owner:
        case ResponsePart():
            found = _of_response(name, given)
        case RegexPart():
            found = _of_regex(owner, name, argument_at(given, 0))
        case JsonPart() if name in MUTATING:
            evaluator.is_changed = True
        case JsonPart() | WholePart(Subject.BODY) | NamedPart():
            found = _of_part(owner, name, given)
        case SplitPart(of, separator) if name == "pop" and not given:
            sign = re.escape(separator)
            found = SearchedPart(of, rf"([^{sign}]*)\Z", 1, 1)
        case KnownValue(list()) if name == "includes" and len(given) == 1:
            wanted = given[0]
            found = ConditionValue(lambda negate: part_checks.one_of(wanted, owner, negate=negate))
    return evaluator.unclear(node) if found is None else found


def _of_sandbox(
    evaluator: PartMachine, path: str, given: list[PartValue], node: SyntaxNode
) -> PartValue:
    if path in evaluator.brought.calls:
        return evaluator.brought.calls[path](given)
    known = evaluator.sandbox(path)
    path = known.path if isinstance(known, SandboxName) else path
    function = _FUNCTIONS.get(path)
    if path in GETTERS:
        return evaluator.reference(str(expected_json(argument_at(given, 0))))
    return evaluator.unclear(node) if function is None else function(evaluator, given)


def _of_response(name: str, given: list[PartValue]) -> PartValue | None:
    if given:
        return None
    parts: dict[str, PartValue] = {"json": JsonPart(), "text": BODY_PART, "reason": ReasonPart()}
    return parts.get(name)


def _of_regex(regex: RegexPart, name: str, given: PartValue) -> PartValue | None:
    if name == "test":
        return ConditionValue(lambda negate: part_checks.finds_regex(given, regex, negate=negate))
    if name == "exec" and isinstance(given, JsonPart | NamedPart | WholePart):
        return SearchedPart(given, regex.pattern, regex.groups)
    return None


def _of_part(
    part: JsonPart | WholePart | NamedPart, name: str, given: list[PartValue]
) -> PartValue | None:
    if len(given) != 1:
        return None
    first = given[0]
    match name, first:
        case "match", RegexPart(pattern, groups):
            return SearchedPart(part, pattern, groups)
        case "split", KnownValue(str() as separator) if len(separator) == 1:
            return SplitPart(part, separator)
        case "startsWith" | "endsWith", KnownValue(str() as text):
            written = re.escape(in_program(text))
            regex = RegexPart(rf"\A{written}" if name[0] == "s" else rf"{written}\Z", 0)
            return ConditionValue(
                lambda negate: part_checks.finds_regex(part, regex, negate=negate)
            )
        case "indexOf", KnownValue():
            return IndexPart(part, first)
        case "includes" | "has", _ if name == "includes" or part == BODY_PART:
            return ConditionValue(
                lambda negate: content_checks.contains(part, first, negate=negate)
            )
        case "hasOwnProperty", KnownValue(str() as key) if isinstance(part, JsonPart):
            return ConditionValue(
                lambda negate: member_checks.has_property(part, key, negate=negate)
            )
    return None


_Function: TypeAlias = Callable[[PartMachine, list[PartValue]], PartValue]


def _named(subject: Subject) -> _Function:
    def read(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
        return NamedPart(subject, str(in_program(expected_json(argument_at(given, 0)))))

    return read


def _has_named(subject: Subject) -> _Function:
    def read(evaluator: PartMachine, given: list[PartValue]) -> PartValue:
        part = _named(subject)(evaluator, given)
        return ConditionValue(lambda negate: part_checks.exists(part, negate=negate))

    return read


def _parsed(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    if len(given) == 1 and given[0] == BODY_PART:
        return JsonPart()
    raise NotConverted("it parses something else than the body")


def _as_json(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    if len(given) == 1 and isinstance(given[0], JsonPart):
        return JsonTextPart(given[0])
    raise NotConverted("it writes something else than the response as JSON")


def _number(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    first = argument_at(given, 0)
    if isinstance(first, NamedPart):
        return NamedPart(first.subject, first.name, as_number=True)
    if isinstance(first, WholePart) and first.subject is not Subject.BODY:
        return first
    raise NotConverted("it makes a number of what may be anything")


def _is_array(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    part = argument_at(given, 0)
    return ConditionValue(lambda negate: part_checks.type_is(part, "array", negate=negate))


def _keys(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    first = argument_at(given, 0)
    if isinstance(first, JsonPart):
        return KeysPart(first)
    raise NotConverted("it asks for the members of something else than the response")


def _replaced(evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    """A text whose references Postman looks up."""
    written = str(expected_json(argument_at(given, 0)))
    whole = re.split(r"\{\{([^{}]*)\}\}", written)
    if any("{{" in one for one in whole[::2]) or any(one.startswith("$") for one in whole[1::2]):
        raise NotConverted("it makes a value by chance or of the clock")
    texts = [evaluator.variable(one) if index % 2 else one for index, one in enumerate(whole)]
    return TemplateValue("".join(texts))


def _required(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    modules = {"ajv": SandboxName("Ajv"), "tv4": SandboxName("tv4")}
    name = str(expected_json(argument_at(given, 0)))
    if name not in modules:
        raise NotConverted(f"it uses the package {name}")
    return modules[name]


def _tv4(evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    if len(given) != 2:
        raise NotConverted("tv4 has more arguments than data and schema")
    return _of_schema(evaluator, expected_json(given[1]), given[0], _TV4_DIALECT)


def _ajv(evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    schema = expected_json(argument_at(given, 0))
    return _of_schema(evaluator, schema, argument_at(given, 1), AJV_DIALECT)


def _compiled(_evaluator: PartMachine, given: list[PartValue]) -> PartValue:
    return SchemaValue(expected_json(argument_at(given, 0)), AJV_DIALECT)


def _of_schema(evaluator: PartMachine, schema: object, data: PartValue, dialect: str) -> PartValue:
    if data != JsonPart():
        raise NotConverted("a schema is checked of the whole body only")

    def expectations(negate: bool) -> list[Expectation]:
        if negate:
            raise NotConverted("an expectation cannot exclude it")
        return [Expectation(Subject.SCHEMA, evaluator.schema_file(schema, dialect))]

    return ConditionValue(expectations)


_FUNCTIONS: Mapping[str, _Function] = {
    "pm.response.headers.get": _named(Subject.HEADER),
    "postman.getResponseHeader": _named(Subject.HEADER),
    "pm.response.headers.has": _has_named(Subject.HEADER),
    "pm.cookies.get": _named(Subject.COOKIE),
    "postman.getResponseCookie": _named(Subject.COOKIE),
    "pm.cookies.has": _has_named(Subject.COOKIE),
    "JSON.parse": _parsed,
    "JSON.stringify": _as_json,
    "Number": _number,
    "Array.isArray": _is_array,
    "Object.keys": _keys,
    "_.keys": _keys,
    "_.isArray": _is_array,
    "pm.variables.replaceIn": _replaced,
    "require": _required,
    "pm.require": _required,
    "tv4.validate": _tv4,
    "ajv.validate": _ajv,
    "ajv.compile": _compiled,
}
"""By the path by which a script calls it."""
