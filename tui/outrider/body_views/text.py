"""Anything that can be read as text."""

from __future__ import annotations

from outrider.body_views.formatted_body import Layout, lay_out_text

_LANGUAGES = {
    "application/javascript": "javascript",
    "text/javascript": "javascript",
    "text/css": "css",
    "application/yaml": "yaml",
    "text/yaml": "yaml",
    "application/x-yaml": "yaml",
}


class TextView:
    """As it came."""

    name = "text"
    summary = "Text, as it came."
    at_once = 1 << 20

    def fits(self, media_type: str, first_bytes: bytes) -> int:
        """Whatever nobody else wants."""
        return 5 if media_type.startswith("text/") else 1

    def layout(self, data: bytes, charset: str) -> Layout:
        """The text."""
        return lay_out_text(data, charset, "", self.name)
