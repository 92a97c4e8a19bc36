"""Texts as they are compared, and as they may be told: the first is not shown, the second is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from outrider.credential_shapes import without_shaped
from outrider.exporters.masking import MaskingPolicy
from outrider.model.message import FieldLine
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MASK, LaterSecret, MaybeSecret, reveal


class Likeness(Enum):
    """What two texts are to each other."""

    SAME = "same"
    SAME_SECRET = "the same secret"
    DIFFERENT = "different"
    ANOTHER_SECRET = "another secret"
    UNKNOWN = "not compared"


class ComparedText(SafeRepr, frozen=True):
    """A text of one side.

    Attributes:
        real: what is compared.
        shown: what people see; credentials are masked in it.
        is_open: a part of it is not known: a token that was not fetched yet, or a value that a
            file has masked for good.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"real"})

    real: str
    shown: str
    is_open: bool = False

    def likeness(self, other: ComparedText) -> Likeness:
        """How two texts relate; the same from both sides."""
        is_secret = MASK in self.shown or MASK in other.shown
        if (self.is_open or other.is_open) and self.shown == other.shown and is_secret:
            return Likeness.UNKNOWN
        if self.real == other.real:
            return Likeness.SAME_SECRET if is_secret else Likeness.SAME
        if self.shown == other.shown and is_secret:
            return Likeness.ANOTHER_SECRET
        return Likeness.DIFFERENT


def text_so_far(text: MaybeSecret) -> str:
    """What is known of a text: with the mask in the place of what is known later."""
    return text.masked if isinstance(text, LaterSecret) else reveal(text)


def more_masked(left: ComparedText, right: ComparedText) -> str:
    """How an equal text is shown: masked where one side knows that it is secret."""
    return max(left.shown, right.shown, key=lambda shown: (shown.count(MASK), shown))


class TextMasking:
    """Makes texts to compare: masked like the console, and by what looks like a credential."""

    def __init__(self, masking: MaskingPolicy) -> None:
        self._masking = masking
        self._names: dict[str, bool] = {}

    def plain(self, text: MaybeSecret) -> ComparedText:
        """A piece of a body, or a sentence."""
        return _compared(text, self._shaped(self._masking.body(text)))

    def url(self, text: MaybeSecret) -> ComparedText:
        """A whole URL."""
        return _compared(text, self._shaped(self._masking.url(text)))

    def field(self, line: FieldLine) -> ComparedText:
        """The value of a header field."""
        return _compared(line.value, self._shaped(self._masking.field(line.name, line.value)))

    def named(self, name: str, text: MaybeSecret) -> ComparedText:
        """The value of a parameter, a form's field or a member."""
        if self.is_credential(name):
            return _compared(text, MASK)
        return _compared(text, self._shaped(self._masking.body(text)))

    def is_credential(self, name: str) -> bool:
        """Whether a name says that its value is a credential."""
        if name not in self._names:
            self._names[name] = self._masking.form_value(name, "x") == MASK
        return self._names[name]

    def lines(self, text: str, shown: str | None) -> list[ComparedText]:
        """The lines of a text; ``shown`` as for :meth:`pieces`."""
        # All at once, which is many times as fast as line by line.
        whole = self.plain(text if shown is None else shown).shown.split("\n")
        found = text.split("\n")
        if len(whole) != len(found):
            return self.pieces(found, None if shown is None else shown.split("\n"))
        return [
            ComparedText(one, told, MASK in one) for one, told in zip(found, whole, strict=True)
        ]

    def pieces(self, texts: Sequence[str], shown: Sequence[str] | None) -> list[ComparedText]:
        """Pieces of a text with those of its masked form; masked whole where they do not agree.

        Args:
            texts: the pieces.
            shown: of the masked form; ``None`` where nothing in the text is a secret of its own.
        """
        if shown is None:
            return [self.plain(text) for text in texts]
        if len(shown) != len(texts):
            return [ComparedText(text, MASK if text else "", MASK in text) for text in texts]
        return [
            ComparedText(text, self._shaped(self._masking.body(one)), MASK in text)
            for text, one in zip(texts, shown, strict=True)
        ]

    def _shaped(self, text: str) -> str:
        return without_shaped(text, MASK)


def _compared(text: MaybeSecret, shown: str) -> ComparedText:
    real = text_so_far(text)
    return ComparedText(real, shown, MASK in real)
