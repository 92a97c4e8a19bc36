"""Hoppscotch's variables, ``<<name>>``, as references."""

from __future__ import annotations

import re

from outrider.importers.building.build_report import BuildReport, inert_text
from outrider.variables.reference_grammar import TemplatePiece, parse_template, template_text

_VARIABLE = re.compile(r"<<([^<>\r\n]+)>>")


class HoppscotchTemplates:
    """Rewrites texts."""

    def __init__(self, report: BuildReport) -> None:
        self._report = report

    def at(self, report: BuildReport) -> HoppscotchTemplates:
        """The same for what stands at this place."""
        return HoppscotchTemplates(report)

    def text(self, written: str) -> str:
        """A text with its references as they are written here."""
        pieces: list[TemplatePiece] = []
        at = 0
        for match in _VARIABLE.finditer(written):
            reference = self._reference(match[1].strip(), match[0])
            pieces += [written[at : match.start()], *parse_template(reference)]
            at = match.end()
        return template_text([*pieces, written[at:]])

    def _reference(self, name: str, whole: str) -> str:
        if not name:
            return whole
        if name.startswith("$"):
            reference = "{{" + name + "}}"
            if inert_text(reference, BuildReport()) != reference:
                self._report.changed(
                    f"{whole} is sent as text.", why="Outrider has no such dynamic variable."
                )
                return whole
            return reference
        return "{{" + self._report.name(name) + "}}"


def bracketed_names(text: str) -> set[str]:
    """Every variable that a text refers to."""
    return {match[1].strip() for match in _VARIABLE.finditer(text)}
