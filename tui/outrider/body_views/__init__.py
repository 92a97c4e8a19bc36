"""How bodies are laid out for reading: one file a kind, and one line in :data:`BODY_VIEWS`."""

from __future__ import annotations

from typing import Protocol

from outrider.body_views.charset import decode_body, is_transcoded
from outrider.body_views.form import FormView
from outrider.body_views.formatted_body import FormattedBody, format_text
from outrider.body_views.hex import HexView
from outrider.body_views.html import HtmlView
from outrider.body_views.json import JsonView
from outrider.body_views.large_json import json_head
from outrider.body_views.text import TextView
from outrider.body_views.text_rows import TextRows
from outrider.body_views.xml import XmlView
from outrider.model.charsets import charset_of
from outrider.model.media_type import media_type

_HEAD = 4096
_FIRST = 1 << 16
_FIRST_OF_JSON = 1 << 12
_BOM = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


class BodyView(Protocol):
    """A way to lay out bodies of some kind.

    Attributes:
        name: a word for it.
        summary: one sentence.
        max_inline_bytes: size of a body that takes a few hundredths of a second; larger ones want
            a thread.
    """

    name: str
    summary: str
    max_inline_bytes: int

    def priority(self, media_type: str, first_bytes: bytes) -> int:
        """How well it suits a body: 0 not at all; the highest of all is taken.

        Args:
            media_type: type and subtype in small letters; empty where the response names none.
            first_bytes: up to 4 KiB from the start.
        """

    def format(self, data: bytes, charset: str) -> FormattedBody:
        """Lays a body out; never fails, whatever is in it, or if the charset is empty or wrong."""


BODY_VIEWS: tuple[BodyView, ...] = (
    JsonView(),
    XmlView(),
    HtmlView(),
    FormView(),
    TextView(),
    HexView(),
)


def choose_view(content_type: str, data: bytes) -> BodyView:
    """The view that suits a body best."""
    head = data[:_HEAD]
    if head.startswith(_BOM) or is_transcoded(charset_of(content_type)):
        # A byte of such a text says nothing by itself: every other one may be NUL.
        head = decode_body(head, charset_of(content_type)).data
    media = media_type(content_type)
    return max(BODY_VIEWS, key=lambda view: view.priority(media, head))


def format_body(data: bytes, content_type: str) -> FormattedBody:
    """The body laid out by the view that suits it best; ``content_type`` may be empty."""
    return choose_view(content_type, data).format(data, charset_of(content_type))


def format_raw(data: bytes, content_type: str) -> FormattedBody:
    """The body as it came: as text, or in hexadecimal where it is none."""
    view = choose_view(content_type, data)
    if view.name == HexView.name:
        return view.format(data, "")
    return format_text(data, charset_of(content_type), "", "raw")


def format_head(data: bytes, content_type: str) -> FormattedBody:
    """The start of a large body, to be read while the whole is laid out."""
    view = choose_view(content_type, data)
    if view.name == JsonView.name:
        body = decode_body(data[:_FIRST_OF_JSON], charset_of(content_type))
        pretty = json_head(body.data) if body.encoding == "utf-8" else None
        if pretty is not None:
            return FormattedBody(TextRows(pretty), "json", view="head")
    return format_raw(data[:_FIRST], content_type)
