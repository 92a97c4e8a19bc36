"""Texts that leave for a file of people's own: masked as everywhere, and by what they look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from outrider.model.secret import MASK
from outrider.redaction import Redactor


def mask_credentials(text: str, redactor: Redactor) -> str:
    """The text with every known secret masked, and all that looks like a credential."""
    from outrider.credential_shapes import find_credentials, shaped_spans

    text = redactor.mask_body(text)
    found = {(one.start, one.end) for one in find_credentials(text)}
    spans = sorted(found.union(shaped_spans(text)))
    return "".join(_pieces(text, spans)) if spans else text


def mask_json(value: Any, mask: Callable[[str], str], name: str = "") -> Any:
    """A JSON value with what is secret in its texts masked, also by the names of its members.

    Args:
        value: the value.
        mask: masks what is secret in a text.
        name: of what holds the value.
    """
    if isinstance(value, str):
        return MASK if _is_named(name, value) else mask(value)
    if isinstance(value, Mapping):
        return {mask(key): mask_json(one, mask, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [mask_json(one, mask, name) for one in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return MASK if is_number and _is_named(name, str(value)) else value


def _is_named(name: str, value: str) -> bool:
    from outrider.credential_shapes import is_credential

    return bool(name) and is_credential(name, value)


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    at = 0
    for start, end in spans:
        if start >= at:
            yield text[at:start]
            yield MASK
        at = max(at, end)
    yield text[at:]
