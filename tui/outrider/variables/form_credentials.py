"""Credentials among ``name=value&…``: in a URL's query, and in a body that is a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote_plus

from outrider.credential_shapes import (
    asks_with_code,
    find_credentials,
    is_credential,
    name_in_grant,
)
from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import NameValueRow
from outrider.variables import literal_texts as texts
from outrider.variables.reference_grammar import escape, has_reference, parse_template

_FORM = lazy_pattern(
    r"application/x-www-form-urlencoded\s*(?:;\s*charset\s*=\s*\"?utf-?8\"?\s*)?;?", re.IGNORECASE
)
_NAME = r"[^&=;\s]+="
_IN_QUERY = lazy_pattern(rf"(&|;(?={_NAME}))")
_IN_TEXT = lazy_pattern(rf"(&(?={_NAME}))")
"""Who writes a form by hand encodes neither blanks nor what else stands between two pairs."""


def hide_in_query(written: str, hide: texts.Hide) -> str:
    """A query with references in the place of its credentials, which are encoded there."""
    return _hidden(written, _IN_QUERY, texts.URL_QUERY, texts.URL_QUERY, hide)


def hide_in_form_text(written: str, hide: texts.Hide) -> str:
    """As :func:`hide_in_query`, for a text, where a value is put in as it is."""
    return _hidden(written, _IN_TEXT, texts.PLAIN, texts.FORM_TEXT, hide)


def form_rows(written: str, headers: Iterable[NameValueRow]) -> list[NameValueRow] | None:
    """The rows of a form in which a credential is encoded; ``None`` for any other text.

    Rows keep what the text means (the WHATWG's URL standard, section 5.1): it holds no
    references, and is whole pairs in UTF-8.
    """
    if not _is_form(headers) or has_reference(written) or re.search(r"[<\n]", written):
        return None
    text = "".join(map(str, parse_template(written)))
    with_code = asks_with_code(text)
    if not any(_is_encoded(pair, with_code=with_code) for pair in text.split("&")):
        return None
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return None
    if not all(name for name, _ in pairs):
        return None
    return [NameValueRow(escape(name), escape(value)) for name, value in pairs]


def _is_form(headers: Iterable[NameValueRow]) -> bool:
    types = [row.value for row in headers if row.enabled and row.name.lower() == "content-type"]
    return len(types) == 1 and _FORM.fullmatch(types[0].strip()) is not None


def _is_encoded(pair: str, *, with_code: bool) -> bool:
    name, _, value = pair.partition("=")
    decoded = unquote_plus(value)
    if decoded == value:
        return False
    called = name_in_grant(unquote_plus(name), with_code=with_code)
    return is_credential(called, decoded) or any(find_credentials(decoded))


def _hidden(
    written: str,
    between: re.Pattern[str],
    place: texts.TextPlace,
    inside: texts.TextPlace,
    hide: texts.Hide,
) -> str:
    made, with_code = [], asks_with_code(written)
    for piece in between.split(written):
        name, equals, value = piece.partition("=")
        called = name_in_grant(unquote_plus(name), with_code=with_code)
        if equals and is_credential(called, unquote_plus(value)):
            made.append(f"{name}={texts.hide_in_template(value, place, texts.meant(called), hide)}")
        else:
            found = texts.hide_everywhere(value if equals else name, inside, hide)
            made.append(f"{name}={found}" if equals else found)
    return "".join(made)
