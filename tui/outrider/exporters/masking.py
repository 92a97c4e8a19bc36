"""What leaves the program: with every secret masked, or in clear where the user asked for it."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress

from outrider.exporters.text_bodies import is_binary
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

    def text_or_base64(self, data: bytes) -> tuple[str, bool]:
        """A body as text, or in base64 where it is no UTF-8; and whether it is that."""
        if not is_binary(data):
            with suppress(UnicodeDecodeError):
                return self.body(data.decode()), False
        return b64encode(self.binary(data)).decode("ascii"), True


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
