"""Texts with references as ``.http`` files have them, and the report of one export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from outrider.exporters.postman.export_report import ExportReport
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import Scalar, scalar_text
from outrider.variables.dynamic.dynamic_variables import NAMES as DYNAMIC_NAMES
from outrider.variables.reference_grammar import NestedReference, Reference, parse_template

_DYNAMIC = {"$guid": "$uuid", "$randomUUID": "$uuid"}
_KNOWN = frozenset({"$timestamp", "$isoTimestamp", "$randomInt", "$uuid"})
"""Dynamic variables that readers of this format have."""


class HttpExportReport(ExportReport):
    """Writes texts, and takes remarks.

    Attributes:
        token: what a reader puts the access token of the request at hand in the place of; empty
            where it has none.
    """

    target = "the file"

    def __init__(self, *, reveals: bool) -> None:
        super().__init__(reveals=reveals)
        self.token = ""
        self._values: dict[str, set[str | Secret]] = {}

    def reference(self, name: str, place: str) -> str:
        """A reference as readers of this format know it."""
        if name == "access_token":
            if not self.token:
                self.lost(
                    "{{access_token}} was kept, but the request has no OAuth 2.0 auth.", place
                )
            return self.token or "{{access_token}}"
        if name in DYNAMIC_NAMES:
            name = _DYNAMIC.get(name, name)
            if name not in _KNOWN:
                self.lost(
                    f"{{{{{name}}}}} was kept, but other programs have no such dynamic variable.",
                    place,
                )
        return "{{" + name + "}}"

    def tell_empty(self, names: Sequence[str], place: str) -> None:
        """Tells which secrets of an environment have no value in the file."""
        self.changed(
            f"Secrets exported without values: {', '.join(names)}.",
            place,
            "Exported files are often shared.",
            "Enter them in the private file, or export with --reveal.",
        )

    def know(self, values: Mapping[str, Scalar | Secret]) -> None:
        """Has values of variables and secrets looked at where they would have to be encoded.

        An empty secret is one whose value people enter themselves.
        """
        for name, value in values.items():
            known = value if isinstance(value, Secret) else scalar_text(value)
            self._values.setdefault(name, set()).add(known)

    def written(self, name: str) -> Iterator[str]:
        """What a variable or secret may be."""
        for value in self._values.get(name, ()):
            yield reveal(value)

    def encoded(self, written: str, place: str, encode: Callable[[str], str]) -> str:
        """A template for a place where literal text is encoded.

        Values of references are inserted as they are by those who read the file; where that sends
        something else it is told.
        """
        for piece in parse_template(written):
            if isinstance(piece, Reference):
                self.tell_raw(piece.name, place, encode)
        return "".join(
            text if is_reference else encode(text)
            for is_reference, text in self.pieces(written, place)
        )

    def tell_raw(self, name: str, place: str, encode: Callable[[str], str]) -> None:
        """Tells of a reference whose value is encoded here, where others insert it as it is."""
        names = self._reached(name)
        values = [one for each in names for one in self._values.get(each, ())]
        if any(isinstance(one, Secret) and not one for one in values):
            self.changed(
                f"The value of {{{{{name}}}}} is not encoded by other programs.",
                place,
                "They insert values into URLs, forms and cookies as they are.",
                "Enter secrets percent-encoded in the private file.",
            )
        if any(
            encode(piece) != piece
            for one in values
            for piece in parse_template(reveal(one))
            if isinstance(piece, str)
        ):
            self.lost(
                f"The value of {{{{{name}}}}} is not encoded by other programs.",
                place,
                "They insert values into URLs, forms and cookies as they are.",
                "Encode the value in the exported environment.",
            )

    def _reached(self, name: str) -> list[str]:
        """A variable, and those that its values refer to."""
        found = [name]
        for each in found:
            for value in self.written(each):
                found += [
                    piece.name
                    for piece in parse_template(value)
                    if isinstance(piece, Reference) and piece.name not in found
                ]
        return found

    def pieces(self, written: str, place: str) -> list[tuple[bool, str]]:
        """The pieces of a template: whether each is a reference, and how it is written here."""
        made: list[tuple[bool, str]] = []
        for piece in parse_template(written):
            if isinstance(piece, Reference):
                made.append((True, self.reference(piece.name, place)))
            elif isinstance(piece, NestedReference):
                self.lost(
                    f"{piece.written} was kept, but a reference inside another one is not read.",
                    place,
                )
                made.append((True, piece.written))
            else:
                made.append((False, piece))
        return made
