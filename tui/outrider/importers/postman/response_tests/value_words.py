"""Chai's words that are called on a value."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.postman.response_tests import content_checks, member_checks, part_checks
from outrider.importers.postman.response_tests.chain_state import Chain, ChainWord
from outrider.importers.postman.response_tests.expected_texts import (
    expected_json,
    expected_number,
)
from outrider.importers.postman.response_tests.lodash_paths import lodash_steps
from outrider.importers.postman.response_tests.response_words import have_schema
from outrider.importers.postman.response_tests.script_parts import (
    UNDEFINED,
    JsonPart,
    KeysPart,
    KnownValue,
    LengthPart,
    NotConverted,
    PartValue,
    argument_at,
)

INCLUDING = frozenset(("include", "includes", "contain", "contains"))
"""Words that also are flags."""


def chain_length(chain: Chain) -> LengthPart:
    """The length of what a chain is about."""
    if isinstance(chain.subject, KeysPart):
        return LengthPart(chain.subject.of, of_keys=True)
    if isinstance(chain.subject, JsonPart):
        return LengthPart(chain.subject)
    raise NotConverted("the length is checked of values in JSON only")


def _equal(chain: Chain, given: tuple[PartValue, ...]) -> None:
    _equals(chain, given, deep="deep" in chain.flags)


def _eql(chain: Chain, given: tuple[PartValue, ...]) -> None:
    _equals(chain, given, deep=True)


def _equals(chain: Chain, given: tuple[PartValue, ...], *, deep: bool) -> None:
    expected = argument_at(given, 0)
    if isinstance(chain.subject, KeysPart):
        raise NotConverted("the order of members is not checked")
    chain.found += part_checks.equals(chain.subject, expected, negate=chain.negate, deep=deep)


def _type(chain: Chain, given: tuple[PartValue, ...]) -> None:
    name = str(expected_json(argument_at(given, 0)))
    chain.found += part_checks.type_is(chain.subject, name, negate=chain.negate)


def _include(chain: Chain, given: tuple[PartValue, ...]) -> None:
    expected, part = argument_at(given, 0), chain.subject
    if isinstance(part, KeysPart):
        name = expected_json(expected)
        if not isinstance(name, str):
            raise NotConverted("members are called by texts")
        chain.found += member_checks.has_property(part.of, name, negate=chain.negate)
        return
    if "nested" in chain.flags:
        raise NotConverted('"nested.include" has no expectation')
    deep = "deep" in chain.flags
    chain.found += content_checks.contains(part, expected, negate=chain.negate, deep=deep)


def _match(chain: Chain, given: tuple[PartValue, ...]) -> None:
    expected = argument_at(given, 0)
    chain.found += part_checks.finds_regex(chain.subject, expected, negate=chain.negate)


def _string(chain: Chain, given: tuple[PartValue, ...]) -> None:
    expected = argument_at(given, 0)
    if not chain.negate:
        chain.found += part_checks.type_is(chain.subject, "string")
    chain.found += content_checks.contains(chain.subject, expected, negate=chain.negate)


def compare(chain: Chain, operator: str, given: tuple[PartValue, ...]) -> None:
    """``above`` and its like, by the operator that says the same."""
    number = expected_number(argument_at(given, 0))
    operator = part_checks.OPPOSITE[operator] if chain.negate else operator
    chain.found += part_checks.compares(chain.subject, operator, number)


def _within(chain: Chain, given: tuple[PartValue, ...]) -> None:
    low, high = (expected_number(argument_at(given, index)) for index in (0, 1))
    chain.found += part_checks.within(chain.subject, low, high, negate=chain.negate)


def _close(chain: Chain, given: tuple[PartValue, ...]) -> None:
    value, delta = (expected_number(argument_at(given, index)) for index in (0, 1))
    chain.found += part_checks.within(
        chain.subject, value - delta, value + delta, negate=chain.negate
    )


def _have_length(chain: Chain, given: tuple[PartValue, ...]) -> None:
    chain.found += part_checks.equals(
        chain_length(chain), KnownValue(expected_number(argument_at(given, 0))), negate=chain.negate
    )


def _one_of(chain: Chain, given: tuple[PartValue, ...]) -> None:
    expected = argument_at(given, 0)
    if "contains" in chain.flags:
        raise NotConverted('"contain.oneOf" has no expectation')
    chain.found += part_checks.one_of(chain.subject, expected, negate=chain.negate)


def _have_property(chain: Chain, given: tuple[PartValue, ...]) -> None:
    name = expected_json(argument_at(given, 0))
    if not isinstance(chain.subject, JsonPart) or not isinstance(name, str | int):
        raise NotConverted("members are checked of values in JSON only")
    steps: tuple[str | int, ...] = (name,)
    if "nested" in chain.flags:
        steps = lodash_steps(str(name))
    above = JsonPart((*chain.subject.steps, *steps[:-1]))
    child = JsonPart((*above.steps, steps[-1]))
    if len(given) > 1:
        deep = "deep" in chain.flags
        if given[1] == UNDEFINED:
            raise NotConverted("it expects a member that is undefined")
        chain.found += part_checks.equals(child, given[1], negate=chain.negate, deep=deep)
    else:
        if chain.negate and len(steps) > 1:
            raise NotConverted("an expectation cannot exclude it")
        chain.found += member_checks.has_property(above, steps[-1], negate=chain.negate)
    if not chain.negate:
        # Whatever follows is about the member.
        chain.subject = child


def _keys(chain: Chain, given: tuple[PartValue, ...]) -> None:
    if "any" in chain.flags or "deep" in chain.flags:
        raise NotConverted('"any.keys" has no expectation')
    names = [expected_json(one) for one in given]
    if len(names) == 1 and isinstance(names[0], list | dict):
        names = list(names[0])
    if not names or not all(isinstance(one, str) for one in names):
        raise NotConverted("members are called by texts")
    chain.found += member_checks.has_keys(
        chain.subject, names, negate=chain.negate, more="contains" in chain.flags
    )


def _members(chain: Chain, given: tuple[PartValue, ...]) -> None:
    expected, more = argument_at(given, 0), "contains" in chain.flags
    if "ordered" in chain.flags:
        if more:
            raise NotConverted('"include.ordered.members" has no expectation')
        values = expected_json(expected)
        alone = isinstance(values, list) and not any(isinstance(one, dict | list) for one in values)
        if not alone and "deep" not in chain.flags:
            raise NotConverted("it asks whether two objects are one and the same")
        chain.found += part_checks.equals(chain.subject, expected, negate=chain.negate)
        return
    if isinstance(chain.subject, KeysPart):
        names = expected_json(expected)
        if not isinstance(names, list) or len(set(map(str, names))) != len(names):
            raise NotConverted("members are called by texts")
        chain.found += member_checks.has_keys(
            chain.subject.of, names, negate=chain.negate, more=more
        )
        return
    chain.found += member_checks.has_items(chain.subject, expected, negate=chain.negate, more=more)


VALUE_WORDS: Mapping[str, ChainWord] = {
    **dict.fromkeys(("equal", "equals", "eq"), _equal),
    **dict.fromkeys(("eql", "eqls"), _eql),
    **dict.fromkeys(("a", "an"), _type),
    **dict.fromkeys(INCLUDING, _include),
    **dict.fromkeys(("match", "matches"), _match),
    **dict.fromkeys(("lengthOf", "length"), _have_length),
    **dict.fromkeys(("keys", "key"), _keys),
    **dict.fromkeys(("closeTo", "approximately"), _close),
    **dict.fromkeys(("property", "ownProperty", "haveOwnProperty"), _have_property),
    "string": _string,
    "within": _within,
    "oneOf": _one_of,
    "members": _members,
    "jsonSchema": have_schema,
}
"""By their names."""
