"""posting's variables, ``$NAME`` and ``${NAME}`` (Python's ``string.Template``), as references."""

from __future__ import annotations

import re
from collections.abc import Container

from outrider.importers.building.build_report import BuildReport
from outrider.variables.reference_grammar import TemplatePiece, parse_template, template_text

_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_][A-Za-z0-9_]*)|\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)\})",
    re.ASCII,
)
_CAPITALS = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)


class PostingTemplates:
    """Rewrites texts.

    Args:
        defined: variables that a dotenv file of the import gives a value.
    """

    def __init__(self, report: BuildReport, defined: Container[str]) -> None:
        self._report = report
        self._defined = defined

    def at(self, report: BuildReport) -> PostingTemplates:
        """The same for what stands at this place."""
        return PostingTemplates(report, self._defined)

    def text(self, written: str) -> str:
        """A field: each variable is one, since posting sends nothing where one has no value."""
        return self._rewritten(written, is_body=False)

    def body(self, written: str) -> str:
        """A body, where a dollar sign is often meant to be one."""
        return self._rewritten(written, is_body=True)

    def _rewritten(self, written: str, *, is_body: bool) -> str:
        pieces: list[TemplatePiece] = []
        at = 0
        for match in _VARIABLE.finditer(written):
            known = self._variable(match, is_body=is_body)
            pieces += [written[at : match.start()], *parse_template(known)]
            at = match.end()
        return template_text([*pieces, written[at:]])

    def _variable(self, match: re.Match[str], *, is_body: bool) -> str:
        if match["escaped"]:
            return "$"
        name = match["bare"] or match["braced"]
        if name not in self._defined and _CAPITALS.fullmatch(name) is None:
            if is_body:
                self._report.changed(
                    f'"{match[0]}" is sent as text.',
                    why="No dotenv file defines it, and posting cannot send the request.",
                    advice=f"Use {{{{{name}}}}} if it is a variable.",
                )
                return match[0]
            self._report.changed(
                f'Variable "{name}" has no value in the import.',
                why="A script of posting may set it.",
                advice=f'Define "{name}" before you send the request.',
            )
        return "{{" + self._report.name(name) + "}}"


def dollar_names(text: str) -> set[str]:
    """Every variable that a text refers to."""
    found = (match["bare"] or match["braced"] for match in _VARIABLE.finditer(text))
    return {name for name in found if name}
