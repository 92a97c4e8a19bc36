"""The report of one import from Postman, and names that have to change on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outrider.importers.building.build_report import BuildReport, inert_text
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.postman.postman_documents import description_of, is_enabled
from outrider.model.workspace import NameValueRow
from outrider.variables.reference_grammar import (
    double_backslashes,
    parse_template,
    template_text,
)

_REFERENCE = re.compile(r"\{\{([^{}]*?)\}\}")
_INVALID = re.compile(r"[^\w.-]+")


class PostmanImportReport(BuildReport):
    """Rewrites references whose names no reference here can have, and takes remarks."""

    def __init__(self) -> None:
        super().__init__()
        self._vaulted: set[str] = set()

    def template(self, written: str) -> str:
        """A text with its references as they are written here."""
        if "{{" not in written:
            return written

        def reference(match: re.Match[str]) -> str:
            name = match[1]
            if not name or (name != name.strip() and not name.strip()):
                return "\\" + match[0]
            if name.startswith("vault:"):
                return self._of_vault(name.removeprefix("vault:"))
            if name.startswith("$"):
                return inert_text(match[0], self)
            if name != name.strip() and name not in self.declared:
                # Postman leaves {{ name }} as it is, unless the blanks belong to a variable's name.
                return "\\" + match[0]
            return "{{" + self.name(name) + "}}"

        return _REFERENCE.sub(reference, double_backslashes(written))

    def _of_vault(self, written: str) -> str:
        """The reference for a secret of Postman's vault, whose value no export has."""
        name = self.name(written)
        if name not in self._vaulted:
            self._vaulted.add(name)
            self.at().lost(
                f'Secret "{name}" of the Postman vault was not imported.',
                why="No export has the values of the vault.",
                advice=f'Define secret "{name}" in the environments whose requests use it.',
            )
        return "{{" + name + "}}"

    def row(self, row: Mapping[str, Json]) -> NameValueRow:
        """A row of a query or a form."""
        return NameValueRow(
            self.template(text_of(row.get("key"))),
            self.template(text_of(row.get("value"))),
            is_enabled(row),
            description_of(row.get("description")),
        )


def postman_text(written: str) -> str:
    """A template of the workspace as Postman would have it, where no backslash is an escape."""
    return "".join(
        one if isinstance(one, str) else template_text([one]) for one in parse_template(written)
    )


def references(text: str) -> set[str]:
    """The names that a text refers to."""
    return set(_REFERENCE.findall(text))
