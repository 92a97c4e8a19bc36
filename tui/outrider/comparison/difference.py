"""What a comparison finds: differences, what is no difference but worth a word, and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from outrider.comparison.compared_text import ComparedText, Likeness, more_masked
from outrider.comparison.counterparts import masked_alike


class ComparedPart(StrEnum):
    """The parts of an exchange, in the order in which they are shown."""

    METHOD = "request.method"
    URL = "request.url"
    REQUEST_HEADER = "request.header"
    REQUEST_BODY = "request.body"
    STATUS = "response.status"
    RESPONSE_HEADER = "response.header"
    RESPONSE_BODY = "response.body"


class DifferenceKind(StrEnum):
    """How two sides differ; the last four are no differences."""

    CHANGED = "changed"
    ONLY_FIRST = "only_a"
    ONLY_SECOND = "only_b"
    ANOTHER_SECRET = "another_secret"
    CASE = "case"
    ORDER = "order"
    SAME_SECRET = "same_secret"
    NOT_COMPARED = "not_compared"
    ADDED_WHEN_SENT = "added_when_sent"
    SPELLING = "spelling"


REMARKS = frozenset(
    {
        DifferenceKind.SAME_SECRET,
        DifferenceKind.NOT_COMPARED,
        DifferenceKind.ADDED_WHEN_SENT,
        DifferenceKind.SPELLING,
    }
)
"""Kinds that leave two sides equal."""


class Place(Struct, frozen=True):
    """Where something is on one side, and what is there, as people may see it.

    Attributes:
        at: ``query parameter "page"``, ``.orders[0].id``, ``line 12``; empty for all of a part.
        text: masked, and not yet harmless to a terminal.
    """

    at: str
    text: str


class Difference(Struct, frozen=True):
    """One thing of two sides.

    Attributes:
        first: on the first side; ``None`` where it is not there.
        second: on the second side.
        is_volatile: it differs between any two sends, such as a date.
    """

    part: ComparedPart
    kind: DifferenceKind
    first: Place | None
    second: Place | None
    is_volatile: bool = False

    @property
    def counts(self) -> bool:
        """Whether the two sides differ by it."""
        return not self.is_volatile and not self.is_remark

    @property
    def is_remark(self) -> bool:
        """Whether it is worth a word, and no difference."""
        return self.kind in REMARKS

    @property
    def at(self) -> str:
        """Where it is."""
        place = self.first or self.second
        return place.at if place else ""

    def mirrored(self) -> Difference:
        """The same, seen from the other side."""
        kind = _MIRRORED.get(self.kind, self.kind)
        return replace(self, kind=kind, first=self.second, second=self.first)


_MIRRORED = {
    DifferenceKind.ONLY_FIRST: DifferenceKind.ONLY_SECOND,
    DifferenceKind.ONLY_SECOND: DifferenceKind.ONLY_FIRST,
}
_KINDS = {
    Likeness.SAME_SECRET: DifferenceKind.SAME_SECRET,
    Likeness.UNKNOWN: DifferenceKind.NOT_COMPARED,
    Likeness.ANOTHER_SECRET: DifferenceKind.ANOTHER_SECRET,
    Likeness.DIFFERENT: DifferenceKind.CHANGED,
}


class RowSign(StrEnum):
    """What became of a line."""

    SAME = " "
    GONE = "-"
    NEW = "+"
    LEFT_OUT = "…"
    HEADING = "="


class ComparedRow(Struct, frozen=True):
    """One line of a part, beside what was found in it.

    Attributes:
        text: of the line, as people may see it.
        is_volatile: it says little that it differs.
        found: what it belongs to; ``None`` for a line that is the same on both sides.
    """

    sign: RowSign
    text: str
    is_volatile: bool = False
    found: Difference | None = None


class PartRows:
    """Collects the rows of a part.

    Args:
        part: which.

    Attributes:
        hidden: texts that are masked only because the other side has a secret in their place.
    """

    def __init__(self, part: ComparedPart) -> None:
        self.part = part
        self.rows: list[ComparedRow] = []
        self.hidden: list[ComparedText] = []

    def same(self, text: str) -> None:
        """A line that both sides have."""
        self.rows.append(ComparedRow(RowSign.SAME, text))

    def pair(
        self,
        at: tuple[str, str],
        first: ComparedText,
        second: ComparedText,
        label: tuple[str, str] = ("", ""),
        *,
        is_volatile: bool = False,
    ) -> None:
        """Two texts that belong together; ``label`` stands before each in its row."""
        told = masked_alike(first, second)
        self.hide((first, second), told)
        first, second = told
        likeness = first.likeness(second)
        if likeness is Likeness.SAME:
            self.same(f"{label[0]}{more_masked(first, second)}")
            return
        kind = _KINDS[likeness]
        shown = (first.shown, second.shown)
        if kind in REMARKS:
            shown = (more_masked(first, second),) * 2
        found = Difference(
            self.part, kind, Place(at[0], shown[0]), Place(at[1], shown[1]), is_volatile
        )
        self.take(found, (f"{label[0]}{shown[0]}", f"{label[1]}{shown[1]}"))

    def hide(self, texts: Sequence[ComparedText], told: Sequence[ComparedText]) -> None:
        """Notes which texts are told otherwise than they would be alone."""
        self.hidden += [one for one, other in zip(texts, told, strict=True) if one != other]

    def only(
        self,
        at: str,
        text: ComparedText,
        label: str = "",
        *,
        is_first: bool,
        is_volatile: bool = False,
        lines: Sequence[str] = (),
    ) -> None:
        """A text of one side; ``lines`` are its rows where these are more than one."""
        place = Place(at, text.shown)
        kind = DifferenceKind.ONLY_FIRST if is_first else DifferenceKind.ONLY_SECOND
        sides = (place, None) if is_first else (None, place)
        found = Difference(self.part, kind, sides[0], sides[1], is_volatile)
        sign = RowSign.GONE if is_first else RowSign.NEW
        self.rows += [
            ComparedRow(sign, line, is_volatile, found)
            for line in lines or [f"{label}{text.shown}"]
        ]

    def take(self, found: Difference, lines: tuple[str, str]) -> None:
        """Adds what was found, with a row for each side that has it."""
        note = ROW_NOTES.get(found.kind, "")
        if found.kind in REMARKS:
            self.rows.append(ComparedRow(RowSign.SAME, f"{lines[0]}{note}", found=found))
            return
        told = ((RowSign.GONE, found.first, lines[0]), (RowSign.NEW, found.second, lines[1]))
        self.rows += [
            ComparedRow(sign, f"{line}{note}", found.is_volatile, found)
            for sign, place, line in told
            if place is not None
        ]


ROW_NOTES = {
    DifferenceKind.SAME_SECRET: "  (the same secret)",
    DifferenceKind.ANOTHER_SECRET: "  (another secret)",
    DifferenceKind.NOT_COMPARED: "  (not compared)",
    DifferenceKind.ADDED_WHEN_SENT: "  (added when sent)",
}
"""What stands behind the text of a row."""


def differences_in(rows: Iterable[ComparedRow]) -> Iterator[Difference]:
    """What was found in rows, each once."""
    before: Difference | None = None
    for row in rows:
        if row.found is not None and row.found is not before:
            yield row.found
        before = row.found
