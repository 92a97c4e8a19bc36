"""Anything that can be read as text."""

from __future__ import annotations

from outrider.body_views.formatted_body import FormattedBody, format_text


class TextView:
    """As it came."""

    name = "text"
    summary = "Text, unchanged."
    max_inline_bytes = 1 << 20

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """Whatever nobody else wants."""
        return 5 if media_type.startswith("text/") else 1

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """The text."""
        return format_text(data, charset, "", self.name)
