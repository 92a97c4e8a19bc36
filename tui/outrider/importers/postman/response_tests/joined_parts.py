"""Texts that a script joins of parts of the response, of variables and of its own."""

from __future__ import annotations

from outrider.importers.postman.response_tests.script_parts import (
    JoinedPart,
    JsonPart,
    KnownValue,
    PartValue,
    TemplateValue,
)
from outrider.variables.reference_grammar import escape


def joined_parts(first: PartValue, second: PartValue) -> PartValue | None:
    """``first + second``; ``None`` where that is not known."""
    one, other = _text(first), _text(second)
    if isinstance(first, KnownValue) and isinstance(second, KnownValue):
        numbers = (first.value, second.value)
        if all(type(each) in {int, float} for each in numbers):
            return KnownValue(first.value + second.value)
        if one is not None and other is not None:
            return KnownValue(one + other)
    elif one is not None and other is not None:
        texts = (
            text if isinstance(value, TemplateValue) else escape(text)
            for text, value in ((one, first), (other, second))
        )
        return TemplateValue("".join(texts))
    elif isinstance(first, KnownValue) and one is not None and not one:
        # `${json.id}` makes a text of what may be a number.
        return JoinedPart(second, "", "") if isinstance(second, JsonPart) else second
    elif isinstance(first, KnownValue) and isinstance(second, JsonPart):
        # A number is joined to a text, and added to a number: nobody knows what the part is.
        return JoinedPart(second, first.value, "") if isinstance(first.value, str) else None
    elif isinstance(second, KnownValue) and other is not None:
        if isinstance(first, JsonPart):
            return JoinedPart(first, "", other) if isinstance(second.value, str) else None
        if isinstance(first, JoinedPart):
            return JoinedPart(first.of, first.before, first.after + other)
    return None


def _text(value: PartValue) -> str | None:
    """What a value is when it is joined to a text."""
    if isinstance(value, TemplateValue):
        return value.text
    if not isinstance(value, KnownValue):
        return None
    known = value.value
    if isinstance(known, bool):
        return "true" if known else "false"
    if isinstance(known, int | float):
        return str(int(known)) if float(known).is_integer() and abs(known) < 1e15 else None
    return known if isinstance(known, str) else None
