"""HTML: as it came, highlighted."""

from __future__ import annotations

from outrider.body_views.formatted_body import FormattedBody, format_text
from outrider.model.media_type import is_generic


class HtmlView:
    """Never rendered: what a server wrote is what is to be read."""

    name = "html"
    summary = "HTML, unchanged."
    max_inline_bytes = 1 << 20

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """By type, or by the first tag where the type says nothing."""
        if media_type in {"text/html", "application/xhtml+xml"}:
            return 60
        start = first_bytes.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower()
        tags = (b"<!doctype html", b"<html")
        return 10 if is_generic(media_type) and start.startswith(tags) else 0

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """The source."""
        return format_text(data, charset, "html", self.name)
