"""Forms (application/x-www-form-urlencoded, WHATWG URL): one field a line, decoded."""

from __future__ import annotations

from urllib.parse import unquote_plus

from outrider.body_views.charset import DecodedBody, decode_body
from outrider.body_views.formatted_body import FormattedBody, format_text, layout_of

_LARGEST = 2 << 20


class FormView:
    """Field by field, in order, duplicates kept."""

    name = "form"
    summary = "Form fields, decoded, one per line."
    max_inline_bytes = 1 << 16

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """By type."""
        return 50 if media_type == "application/x-www-form-urlencoded" else 0

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """``name=value`` without the encoding; as it came where it is very large."""
        if len(data) > _LARGEST:
            return format_text(data, charset, "form", self.name)
        body = decode_body(data, charset)
        fields = body.data.decode(body.encoding, "replace").strip().split("&")
        # A line feed inside a value would look like a field of its own.
        lines = [unquote_plus(field).replace("\r", "␍").replace("\n", "␊") for field in fields]
        text = DecodedBody("\n".join(lines).encode("utf-8", "replace"), "utf-8")
        return layout_of(text, "form", self.name, *body.notes)
