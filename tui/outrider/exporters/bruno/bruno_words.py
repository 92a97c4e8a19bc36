"""Texts with references as Bruno writes them, and the report of one export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from outrider.exporters.bruno.bru_text import BruRow, NotWritable, dictionary
from outrider.exporters.postman.export_report import ExportReport
from outrider.model.workspace import NameValueRow
from outrider.variables.reference_grammar import NestedReference, parse_template
from outrider.visible_text import visible_line

TOKEN = "{{$oauth2.credentials.access_token}}"
"""The token of the auth of a request, once it was fetched."""


class BrunoExportReport(ExportReport):
    """Writes references in Bruno's spelling, and tells what its files cannot hold."""

    target: ClassVar[str] = "Bruno"

    def text(self, written: str, place: str = "") -> str:
        """A text with its references in Bruno's spelling."""
        for piece in parse_template(written):
            if isinstance(piece, NestedReference):
                self.lost(
                    f"{piece.written} was exported unchanged.",
                    place,
                    "Bruno does not read a reference inside a reference.",
                )
        return super().text(written, place)

    def reference(self, name: str, place: str) -> str:
        """A reference in Bruno's spelling."""
        if name.startswith("$env."):
            return "{{process.env." + name.removeprefix("$env.") + "}}"
        if name == "access_token":
            self.changed(
                f"{{{{access_token}}}} became {TOKEN}.",
                place,
                "In Bruno it has a value once the token was fetched.",
            )
            return TOKEN
        return "{{" + name + "}}"

    def _literal(self, text: str, place: str) -> str:
        if "{{" in text:
            self.changed(
                'The text "{{" was exported unchanged.',
                place,
                "Bruno cannot escape it, and reads it as a variable if one has that name.",
            )
        return text

    def rows(self, rows: Iterable[NameValueRow], place: str) -> Iterator[BruRow]:
        """Rows of headers or a form."""
        for row in rows:
            yield BruRow(
                self.text(row.name, place).strip(),
                self.text(row.value, place),
                row.enabled,
                row.description,
            )

    def block(self, name: str, rows: Iterable[BruRow], place: str) -> str:
        """A dictionary without those rows that cannot be written, which are told."""
        kept = []
        for row in rows:
            made = row
            if row.value != row.value.strip() and "'''" not in row.value:
                made = BruRow(row.name, row.value.strip(), row.enabled, row.description, row.kind)
                self.changed(
                    f'Spaces around the value of "{visible_line(row.name)}" were removed.',
                    place,
                    "Bruno does not keep them.",
                )
            if "\r" in row.value:
                self.changed(
                    f'Line breaks of the value of "{visible_line(row.name)}" were exported as \\n.',
                    place,
                    "Bruno has no other ones.",
                )
            try:
                dictionary(name, [made])
            except NotWritable as reason:
                self.lost(
                    f'"{visible_line(row.name)}" was not exported: {reason}.',
                    place,
                    "Bruno's language cannot write it.",
                )
                continue
            kept.append(made)
        return dictionary(name, kept)
