"""Texts as bodies, and the Content-Type that is sent with them."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.importers.building.json_templates import is_json_template
from outrider.model.workspace import Body, FormBody, MultipartBody, NameValueRow, TextBody

_NAME = "content-type"
_SENT_ALONE = {"json": "application/json", "xml": "application/xml"}
"""The media type that a body of this type has where no row says another one."""


def typed_text(text: str, media_type: str) -> TextBody:
    """A text as the body that its media type asks for; JSON that is none stays a text."""
    kind = media_type.partition(";")[0].strip().lower()
    if (kind == "application/json" or kind.endswith("+json")) and is_json_template(text):
        return TextBody("json", text)
    if kind.endswith(("/xml", "+xml")):
        return TextBody("xml", text)
    return TextBody("text", text)


def with_content_type(
    rows: Sequence[NameValueRow], body: Body | None, media_type: str
) -> list[NameValueRow]:
    """The headers of a request, so that its body is sent as this media type.

    A row that says the type already stays, but for that of parts without their boundary: what is
    sent has to name the boundary that is sent.
    """
    kept = list(rows)
    if isinstance(body, MultipartBody):
        return [row for row in kept if not (_is_typed(row) and "boundary=" not in row.value)]
    if body is None or isinstance(body, FormBody) or any(map(_is_typed, kept)) or not media_type:
        return kept
    if isinstance(body, TextBody) and _SENT_ALONE.get(body.type) == media_type.lower():
        return kept
    return [*kept, NameValueRow("Content-Type", media_type)]


def _is_typed(row: NameValueRow) -> bool:
    return row.enabled and row.name.lower() == _NAME
