"""HTML: as it came, highlighted."""

from __future__ import annotations

from outrider.body_views.formatted_body import Layout, lay_out_text
from outrider.body_views.media_type import generic


class HtmlView:
    """Never rendered: what a server wrote is what is to be read."""

    name = "html"
    summary = "HTML, as it came."
    at_once = 1 << 20

    def fits(self, media_type: str, first_bytes: bytes) -> int:
        """By type, or by the first tag where the type says nothing."""
        if media_type in {"text/html", "application/xhtml+xml"}:
            return 60
        start = first_bytes.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower()
        tags = (b"<!doctype html", b"<html")
        return 10 if generic(media_type) and start.startswith(tags) else 0

    def layout(self, data: bytes, charset: str) -> Layout:
        """The source."""
        return lay_out_text(data, charset, "html", self.name)
