"""The report of an import of collections, and names that have to change on the way."""

from __future__ import annotations

import re
from collections.abc import Container

from msgspec import Struct

from outrider.credential_shapes import find_in_title, has_credential_shape, without_shaped
from outrider.importers.building.loose_values import Json, shown_title, text_of
from outrider.importers.file_naming import numbered
from outrider.model.import_result import ImportReport
from outrider.model.secret import Secret
from outrider.variables.dynamic.dynamic_variables import NAMES as DYNAMIC_NAMES
from outrider.variables.reference_grammar import NAME, reference_spans
from outrider.variables.variable_scope import ACCESS_TOKEN

SAVED = "saved_access_token"
"""What a variable called ``access_token`` is called: that name is the token of the auth here."""


_INVALID = re.compile(r"[^\w.-]+")


class TitleCredential(Struct, frozen=True):
    """A credential in the name of something.

    Attributes:
        place: where that stands, in which file, as a remark has it.
        name: what to call it.
    """

    source: str
    place: str
    name: str
    value: Secret


class BuildReport(ImportReport):
    """Takes remarks, and names what a format calls otherwise than a reference here can.

    Attributes:
        titles: credentials that stood in names, to be kept as secrets.
        switched_off: names of secrets that have the values of what is switched off.
        declared: variables that are given a value, as the imported files call them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._renamed: dict[str, str] = {}
        self.titles: list[TitleCredential] = []
        self.switched_off: set[str] = set()
        self.declared: frozenset[str] = frozenset()

    def title(self, written: Json) -> str:
        """A name that people gave, to be shown; credentials in it are noted."""
        text = text_of(written)
        for found in find_in_title(text):
            value = Secret(text[found.start : found.end])
            self.titles.append(TitleCredential(self.source, self._place, found.name, value))
        return shown_title(written)

    def name(self, written: str) -> str:
        """A variable's name as references here can have it."""
        if written == ACCESS_TOKEN:
            self.at().changed(
                f'Variable "{written}" was renamed to "{SAVED}".',
                why="{{access_token}} is always the token of the request's auth.",
            )
            return SAVED
        if NAME.fullmatch(written) and not has_credential_shape(written):
            return written
        known = self._renamed.get(written)
        if known is None:
            known = (
                _INVALID.sub("_", without_shaped(written, "secret").strip()).strip("_") or "unnamed"
            )
            if not NAME.match(known):
                known = f"_{known}"
            taken = self.declared | set(self._renamed.values())
            known = next(one for one in numbered(known, "_") if one not in taken)
            self._renamed[written] = known
            self.at().changed(
                f'Variable "{self.title(written)}" was renamed to "{known}".',
                why="Variable names can contain letters, digits, _, . and -."
                if not has_credential_shape(written)
                else "Its name looks like a credential.",
            )
        return known


def inert_text(written: str, report: ImportReport, live: Container[str] = ()) -> str:
    """The text, in which only those dynamic variables are live that are the same here.

    ``{{$env.NAME}}`` above all: Postman sends these letters, and here they would be a variable of
    whoever runs Outrider. Those that are ``live`` the source's own program reads as well.
    """
    pieces: list[str] = []
    at = 0
    for span in reference_spans(written):
        is_known = span.name in DYNAMIC_NAMES or span.name in live
        if span.name.startswith("$") and not is_known:
            pieces += [written[at : span.start], "\\"]
            at = span.start
            report.changed(
                f"{written[span.start : span.end]} is sent as text.",
                why="Outrider has no such dynamic variable.",
            )
    return "".join([*pieces, written[at:]]) if pieces else written
