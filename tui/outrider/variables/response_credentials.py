"""Credentials in a saved response, however deep and however encoded they are in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.credential_shapes import (
    FoundCredential,
    find_credentials,
    has_credential_shape,
    looks_made,
)
from outrider.credential_shapes.document_search import find_in_document
from outrider.redaction.decoded_text import DecodedText, decoded_texts
from outrider.redaction.secret_search import mask_found
from outrider.variables.json_credentials import find_below_names


def mask_in_response(text: str, mask: str) -> str:
    """A header's value or a body with a mask in the place of each credential."""
    spans = sorted({span for level in decoded_texts(text) for span in _spans(level)})
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        elif text[start:end] != mask:
            made.append((start, end))
    return mask_found(text, made, mask)


def _spans(level: DecodedText) -> Iterator[tuple[int, int]]:
    for found in _found(level):
        yield level.start_in_source(found.start), level.end_in_source(found.end)


def _found(level: DecodedText) -> Iterator[FoundCredential]:
    text = level.text
    yield from find_in_document(text)
    if level.new_characters() is None:
        yield from find_below_names(text)
        return
    # What is undone was quoted: words in it are no longer where they were.
    for found in find_credentials(text):
        value = text[found.start : found.end]
        if looks_made(value) or has_credential_shape(value):
            yield found
