"""Chains of chai's words, as ``pm.expect(x).to.have.property("id").that.is.a("number")``.

What each word checks is that of chai 4.3 and Postman's words for responses (chai-postman).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from outrider.importers.postman.response_tests import part_checks
from outrider.importers.postman.response_tests.chain_state import Chain
from outrider.importers.postman.response_tests.response_words import (
    RESPONSE_WORDS,
    follow_response_word,
)
from outrider.importers.postman.response_tests.script_parts import (
    JsonPart,
    KeysPart,
    KnownValue,
    NotConverted,
    PartValue,
    ResponsePart,
    UnclearValue,
)
from outrider.importers.postman.response_tests.value_words import (
    INCLUDING,
    VALUE_WORDS,
    chain_length,
    compare,
)
from outrider.model.expectation import Expectation

_WITHOUT_MEANING = frozenset(
    ("to", "be", "been", "is", "that", "which", "and", "has", "have", "with", "at", "of", "same",
     "but", "does", "still", "also", "own")
)  # fmt: skip
_FLAGS = frozenset(("not", "deep", "nested", "any", "all", "ordered"))
_OPERATORS = {
    **dict.fromkeys(("above", "gt", "greaterThan"), ">"),
    **dict.fromkeys(("least", "gte", "greaterThanOrEqual"), ">="),
    **dict.fromkeys(("below", "lt", "lessThan"), "<"),
    **dict.fromkeys(("most", "lte", "lessThanOrEqual"), "<="),
}


class ChainLink(Struct, frozen=True):
    """A word of a chain; ``given`` is ``None`` where it is not called."""

    word: str
    given: tuple[PartValue, ...] | None = None


def read_chain(
    subject: PartValue, links: Sequence[ChainLink], schema_file: Callable[[Any, str], str]
) -> list[Expectation]:
    """The expectations that say what a chain asserts; ``schema_file`` as :class:`Chain` has it.

    Raises:
        NotConverted: there are none that say the same.
    """
    if isinstance(subject, UnclearValue):
        raise NotConverted(subject.why)
    chain = Chain(subject, schema_file)
    for link in links:
        _follow(chain, link)
    if not chain.found:
        raise NotConverted("it asserts nothing")
    return chain.found


def _follow(chain: Chain, link: ChainLink) -> None:
    """The next word."""
    if link.given is None:
        _property(chain, link.word)
    elif link.word in _WITHOUT_MEANING | _FLAGS:
        raise NotConverted(f'"{link.word}" is not a function')
    else:
        _call(chain, link.word, link.given)


def _property(chain: Chain, word: str) -> None:
    if word == "not":
        chain.negate = True
    elif word in _FLAGS:
        chain.flags.add(word)
        if word in {"any", "all"}:
            chain.flags.discard({"any": "all", "all": "any"}[word])
    elif word in INCLUDING:
        chain.flags.add("contains")
    elif word in {"length", "lengthOf"} and isinstance(chain.subject, JsonPart | KeysPart):
        chain.subject = chain_length(chain)
    elif word in _WITHOUT_MEANING | {"a", "an"}:
        pass
    elif isinstance(chain.subject, ResponsePart):
        follow_response_word(chain, word)
    else:
        _plain(chain, word)


def _plain(chain: Chain, word: str) -> None:
    part, negate = chain.subject, chain.negate
    match word:
        case "true" | "false":
            value = KnownValue(word == "true")
            chain.found += part_checks.equals(part, value, negate=negate)
        case "null":
            chain.found += part_checks.null(part, negate=negate)
        case "undefined":
            chain.found += part_checks.undefined(part, negate=negate)
        case "ok":
            chain.found += part_checks.truthy(part, negate=negate)
        case "exist" | "exists":
            chain.found += part_checks.exists(part, negate=negate)
        case "empty":
            chain.found += part_checks.empty(part, negate=negate)
        case _:
            raise NotConverted(f'"{word}" has no expectation')


def _call(chain: Chain, word: str, given: tuple[PartValue, ...]) -> None:
    if isinstance(chain.subject, ResponsePart):
        method = RESPONSE_WORDS.get(word)
    else:
        method = VALUE_WORDS.get(word)
    if method is not None:
        method(chain, given)
    elif word in _OPERATORS:
        compare(chain, _OPERATORS[word], given)
    elif word in {"true", "false", "null", "undefined", "ok", "exist", "empty"}:
        raise NotConverted(f'"{word}" is not a function')
    else:
        raise NotConverted(f'"{word}" has no expectation')
