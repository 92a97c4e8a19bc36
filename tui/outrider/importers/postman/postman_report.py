"""The report of one import from Postman, and names that have to change on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from outrider.credential_shapes import find_in_title, has_credential_shape, without_shaped
from outrider.importers.file_naming import numbered
from outrider.importers.postman.postman_documents import (
    Json,
    description_of,
    is_enabled,
    shown_title,
    text_of,
)
from outrider.model.import_result import ImportReport
from outrider.model.secret import Secret
from outrider.model.workspace import NameValueRow
from outrider.variables.dynamic.dynamic_variables import NAMES as DYNAMIC_NAMES
from outrider.variables.reference_grammar import (
    NAME,
    double_backslashes,
    parse_template,
    reference_spans,
    template_text,
)
from outrider.variables.variable_scope import ACCESS_TOKEN

_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")
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


class PostmanImportReport(ImportReport):
    """Rewrites references whose names no reference here can have, and takes remarks.

    Attributes:
        titles: credentials that stood in names, to be kept as secrets.
        switched_off: names of secrets that have the values of what is switched off.
        declared: variables that are given a value, as they are called in Postman.
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

    def template(self, written: str) -> str:
        """A text with its references as they are written here."""
        if "{{" not in written:
            return written

        def reference(match: re.Match[str]) -> str:
            name = match[1]
            if not name or (name != name.strip() and not name.strip()):
                return "\\" + match[0]
            if name.startswith("vault:"):
                return "{{" + self.name(name.removeprefix("vault:")) + "}}"
            if name.startswith("$"):
                return inert_text(match[0], self)
            if name != name.strip() and name not in self.declared:
                # Postman leaves {{ name }} as it is, unless the blanks belong to a variable's name.
                return "\\" + match[0]
            return "{{" + self.name(name) + "}}"

        return _REFERENCE.sub(reference, double_backslashes(written))

    def row(self, row: Mapping[str, Json]) -> NameValueRow:
        """A row of a query or a form."""
        return NameValueRow(
            self.template(text_of(row.get("key"))),
            self.template(text_of(row.get("value"))),
            is_enabled(row),
            description_of(row.get("description")),
        )


def inert_text(written: str, report: ImportReport) -> str:
    """The text, in which only those dynamic variables are live that are the same here.

    ``{{$env.NAME}}`` above all: Postman sends these letters, and here they would be a variable of
    whoever runs Outrider.
    """
    pieces: list[str] = []
    at = 0
    for span in reference_spans(written):
        if span.name.startswith("$") and span.name not in DYNAMIC_NAMES:
            pieces += [written[at : span.start], "\\"]
            at = span.start
            report.changed(
                f"{written[span.start : span.end]} is sent as text.",
                why="Outrider has no such dynamic variable.",
            )
    return "".join([*pieces, written[at:]]) if pieces else written


def postman_text(written: str) -> str:
    """A template of the workspace as Postman would have it, where no backslash is an escape."""
    return "".join(
        one if isinstance(one, str) else template_text([one]) for one in parse_template(written)
    )


def references(text: str) -> set[str]:
    """The names that a text refers to."""
    return set(_REFERENCE.findall(text))
