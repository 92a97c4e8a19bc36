"""What leaves the program: with every secret masked, or in clear where the user asked for it."""

from __future__ import annotations

from base64 import b64encode

from outrider.exporters.text_bodies import LOOKED_AT, exact_text
from outrider.model.charsets import charset_of
from outrider.model.secret import MASK, MaybeSecret, masked, reveal
from outrider.redaction import Redactor


class MaskingPolicy:
    """Gives texts as they may be told; half characters in them (lone surrogates) become ``?``."""

    def __init__(self, redactor: Redactor, *, reveals: bool = False) -> None:
        self.redactor = redactor
        self.reveals = reveals

    def url(self, url: MaybeSecret) -> str:
        """A URL."""
        return _whole(reveal(url) if self.reveals else self.redactor.mask_url(url))

    def field(self, name: str, value: MaybeSecret) -> str:
        """The value of a header field."""
        return _whole(reveal(value) if self.reveals else self.redactor.mask_header(name, value))

    def body(self, text: MaybeSecret) -> str:
        """A body, or a sentence of somebody else's."""
        return _whole(reveal(text) if self.reveals else self.redactor.mask_body(masked(text)))

    def form_value(self, name: MaybeSecret, text: MaybeSecret) -> str:
        """The value of a form's field: masked whole where its name says that it is a credential."""
        told = masked(name)
        if not self.reveals and self.redactor.mask_body(f"{told}=x") == f"{told}={MASK}":
            return MASK
        return self.body(text)

    def binary(self, data: bytes) -> bytes:
        """A body that is no text."""
        return data if self.reveals else self.redactor.mask_bytes(data)

    def received(self, data: bytes, content_type: str) -> bytes:
        """A body that came, in the charset that it came in."""
        if self.reveals:
            return data
        from outrider.body_views.charset import settle_encoding

        data = self.binary(data)
        mark, known = settle_encoding(data, charset_of(content_type))
        # What is no UTF-8 in it stays as it was.
        errors = "surrogateescape" if known in {None, "utf_8", "utf-8"} else "replace"
        codec = known or "utf-8"
        text = data[len(mark) :].decode(codec, errors)
        told = self.redactor.mask_body(text)
        return data if told == text else mark + told.encode(codec, errors)

    def text_or_base64(self, data: bytes, content_type: str | None = None) -> tuple[str, bool]:
        """A body as text in its charset, or in base64 where it is none; and whether it is that.

        Without a type it is the content of a file, of which the same bytes can be made again.
        """
        text = exact_text(data, content_type) if content_type is not None else _as_utf_8(data)
        if text is not None and "\0" not in text[:LOOKED_AT]:
            return self.body(text), False
        return b64encode(self.received(data, content_type or "")).decode("ascii"), True


def _as_utf_8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
