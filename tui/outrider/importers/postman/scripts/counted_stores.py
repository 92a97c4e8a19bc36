"""Which value counts that a script stores in one variable, and why none of them is a token."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from outrider.importers.postman.scripts.script_state import StoredValue
from outrider.importers.postman.scripts.script_values import (
    AnswerPart,
    BodyValue,
    ResponseValue,
    TextValue,
    UnknownValue,
    Value,
    comes_from_response,
)
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript

_ABOUT_TOKENS = re.compile(r"token|jwt|bearer|auth", re.IGNORECASE)


class CountedStores(Struct, frozen=True):
    """What a script stores.

    Attributes:
        stored: in order, without what a later statement surely replaces.
        unclear: variables that get another value in another case, with what is to be told.
    """

    stored: Sequence[StoredValue]
    unclear: dict[str, UnsupportedScript]


def counted_stores(stored: Sequence[StoredValue]) -> CountedStores:
    """Of several values of one answer in one variable, the last counts where it surely is."""
    replaced: set[int] = set()
    unclear: dict[str, UnsupportedScript] = {}
    for name in dict.fromkeys(one.name for one in stored):
        values = [one for one in stored if one.name == name and _is_of_answer(one.value)]
        if len({number for one in values for number in _numbers(one.value)}) > 1:
            # Two requests; which of them ends last is another question.
            continue
        last = values[-1] if values else None
        for one in values:
            if last is None or one.value == last.value:
                continue
            if set(last.ways) <= set(one.ways):
                replaced.add(id(one))
            else:
                why = (
                    f'it sets variable "{name}" to different values, and which is used is not known'
                )
                unclear[name] = UnsupportedScript(why, last.node.line)
    return CountedStores([one for one in stored if id(one) not in replaced], unclear)


def not_a_token(stored: Iterable[StoredValue], number: int) -> UnsupportedScript:
    """Why nothing that a script stores of an answer is a token."""
    for one in stored:
        numbers = _numbers(one.value)
        if not _is_of_answer(one.value) or (numbers and number not in numbers):
            continue
        shown = _shown(one)
        if _ABOUT_TOKENS.search(f"{one.name} {shown}"):
            why = (
                f'the value that it stores in "{one.name}" is not the access token itself: {shown}'
            )
            return UnsupportedScript(why, one.node.line)
    return UnsupportedScript("it does not store the token in a variable")


def _is_of_answer(value: Value) -> bool:
    return comes_from_response(value) or bool(_numbers(value))


def _numbers(value: Value) -> set[int]:
    if isinstance(value, BodyValue | ResponseValue):
        return {value.number}
    found: set[int] = set()
    for piece in value.pieces if isinstance(value, TextValue) else ():
        if isinstance(piece, AnswerPart):
            found.add(piece.number)
        elif not isinstance(piece, str):
            found |= _numbers(piece.text)
    return found


def _shown(one: StoredValue) -> str:
    """The expression as it is written, or what its name stands for."""
    arguments = one.node.get("arguments")
    written = arguments.children[1].start if arguments and len(arguments.children) > 1 else ""
    if written and not written.isidentifier():
        return " ".join(written.split())[:80]
    if isinstance(one.value, UnknownValue):
        return one.value.what
    if isinstance(one.value, BodyValue) and one.value.path:
        return ".".join(one.value.path)
    return " ".join(one.node.start.split())[:80]
