"""Postman's words for a response (chai-postman), those that are called and those that are not."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.postman.response_tests import part_checks
from outrider.importers.postman.response_tests.chain_state import Chain, ChainWord
from outrider.importers.postman.response_tests.expected_texts import (
    expected_json,
    expected_number,
    in_program,
)
from outrider.importers.postman.response_tests.lodash_paths import lodash_steps
from outrider.importers.postman.response_tests.script_parts import (
    BODY_PART,
    STATUS_PART,
    TIME_PART,
    JsonPart,
    KnownValue,
    NamedPart,
    NotConverted,
    PartValue,
    ReasonPart,
    RegexPart,
    ResponsePart,
    argument_at,
)
from outrider.importers.postman.response_tests.status_sets import status_expectation, statuses_of
from outrider.model import jq_programs
from outrider.model.expectation import CheckKind, Expectation, Subject

AJV_DIALECT = "http://json-schema.org/draft-07/schema#"
"""What Postman's ajv takes a schema for that does not say what it is."""
_CLASSES = {"info": 1, "success": 2, "redirection": 3, "clientError": 4, "serverError": 5}
_STATUSES = {
    "ok": 200,
    "accepted": 202,
    "withoutContent": 204,
    "badRequest": 400,
    "unauthorized": 401,
    "unauthorised": 401,
    "forbidden": 403,
    "notFound": 404,
    "notAcceptable": 406,
    "rateLimited": 429,
}


def follow_response_word(chain: Chain, word: str) -> None:
    """A word that is not called, behind the response."""
    if word in _CLASSES:
        _status(chain, statuses_of(_CLASSES[word]))
    elif word in _STATUSES:
        _status(chain, {_STATUSES[word]})
    elif word == "error":
        _status(chain, statuses_of(4, 5))
    elif word == "json" and not chain.negate:
        chain.found.append(part_checks.jq_check("type", CheckKind.EXISTS, expected=True))
    elif word == "withBody":
        chain.found += part_checks.truthy(BODY_PART, negate=chain.negate)
    elif word == "responseTime":
        chain.subject = TIME_PART
    else:
        raise NotConverted(f'"{word}" has no expectation')


def _status(chain: Chain, statuses: set[int] | frozenset[int]) -> None:
    chain.found.append(status_expectation(statuses, negate=chain.negate))


def have_schema(chain: Chain, given: tuple[PartValue, ...]) -> None:
    """``jsonSchema(schema)``, of the response or of its JSON."""
    if chain.negate or chain.subject not in {JsonPart(), ResponsePart()}:
        raise NotConverted("a schema is checked of the whole body only")
    schema = expected_json(argument_at(given, 0))
    path = chain.schema_file(schema, AJV_DIALECT)
    chain.found.append(Expectation(Subject.SCHEMA, path))


def _have_status(chain: Chain, given: tuple[PartValue, ...]) -> None:
    value = argument_at(given, 0)
    part = ReasonPart() if isinstance(getattr(value, "value", None), str) else STATUS_PART
    chain.found += part_checks.equals(part, value, negate=chain.negate)


def _have_class(chain: Chain, given: tuple[PartValue, ...]) -> None:
    _status(chain, statuses_of(int(expected_number(argument_at(given, 0)))))


def _have_reason(chain: Chain, given: tuple[PartValue, ...]) -> None:
    chain.found += part_checks.equals(ReasonPart(), argument_at(given, 0), negate=chain.negate)


def _have_header(chain: Chain, given: tuple[PartValue, ...]) -> None:
    name = expected_json(argument_at(given, 0))
    part = NamedPart(Subject.HEADER, str(in_program(name)))
    if len(given) < 2:
        chain.found += part_checks.exists(part, negate=chain.negate)
    else:
        chain.found += part_checks.equals(part, given[1], negate=chain.negate)


def _have_body(chain: Chain, given: tuple[PartValue, ...]) -> None:
    if not given:
        chain.found += part_checks.truthy(BODY_PART, negate=chain.negate)
    elif isinstance(given[0], RegexPart):
        chain.found += part_checks.finds_regex(BODY_PART, given[0], negate=chain.negate)
    elif isinstance(given[0], KnownValue) and isinstance(given[0].value, dict):
        chain.found += part_checks.equals(JsonPart(), given[0], negate=chain.negate)
    else:
        chain.found += part_checks.equals(BODY_PART, given[0], negate=chain.negate)


def _have_json_body(chain: Chain, given: tuple[PartValue, ...]) -> None:
    if not given:
        follow_response_word(chain, "json")
        return
    path = expected_json(given[0])
    if not isinstance(path, str):
        raise NotConverted("Postman checks nothing where the path is not a text")
    steps = lodash_steps(path)
    in_program(path)
    if len(given) > 1:
        if chain.negate:
            raise NotConverted("an expectation cannot exclude it")
        chain.found += part_checks.equals(JsonPart(steps), given[1])
        return
    program = jq_programs.has_member(steps, tolerant=chain.negate)
    chain.found.append(part_checks.is_true(program, negate=chain.negate))


def _response_property(chain: Chain, given: tuple[PartValue, ...]) -> None:
    parts: dict[str, PartValue] = {
        "code": STATUS_PART,
        "status": ReasonPart(),
        "responseTime": TIME_PART,
    }
    part = parts.get(str(expected_json(argument_at(given, 0))))
    if part is None or len(given) < 2:
        raise NotConverted('"property" of a response has no expectation')
    chain.found += part_checks.equals(part, given[1], negate=chain.negate)


RESPONSE_WORDS: Mapping[str, ChainWord] = {
    "status": _have_status,
    "statusCode": _have_status,
    "statusCodeClass": _have_class,
    "statusReason": _have_reason,
    "header": _have_header,
    "body": _have_body,
    "jsonBody": _have_json_body,
    "jsonSchema": have_schema,
    "property": _response_property,
}
"""By their names."""
