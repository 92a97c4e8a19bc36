"""Templated paths of a document as the path of a URL here (OpenAPI 3.1 §4.8.8)."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from urllib.parse import quote

from msgspec import Struct, field

from outrider.importers.building.build_report import BuildReport
from outrider.importers.openapi.literal_text import sent_as_is
from outrider.variables.url.path_segments import escape_colons

_PARAMETER = re.compile(r"\{([^{}/]+)\}")
_WHOLE = re.compile(r"(?<=/)\{([^{}/:\\]+)\}(?=[/:]|$)")
_SAFE = "/:@!$&'()*+,;=~%{}"


class PathTemplate(Struct):
    """A path with the values of its parameters.

    Attributes:
        values: of parameters that are a whole segment.
        variables: of those that are a part of one.
    """

    text: str
    values: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)


def read_path(
    written: str,
    parameters: Mapping[str, tuple[str, str]],
    report: BuildReport,
    taken: Container[str] = (),
) -> PathTemplate:
    """A path as it follows the base URL.

    Args:
        written: as the document has it; a query in it is kept.
        parameters: style and value by name; the style is empty for a single value.
        report: takes what is not carried.
        taken: names that no variable of a request may have: those of secrets.
    """
    path, _, fragment = written.partition("#")
    if fragment:
        report.changed(f'"#{fragment}" was removed from the path: a fragment is not sent.')
    path, mark, query = path.partition("?")
    path = "/" + path.removeprefix("./").lstrip("/")
    made = PathTemplate("")
    pieces: list[str] = []
    at = 0
    for found in _PARAMETER.finditer(path):
        name = found[1]
        style, value = parameters.get(name, ("", ""))
        if name not in parameters:
            report.changed(
                f'Path parameter "{report.title(name)}" has no value: it is not declared.'
            )
        pieces.append(escape_colons(quote(path[at : found.start()], safe=_SAFE)))
        if _WHOLE.match(path, found.start()) and not style:
            pieces.append(f":{name}")
            made.values[name] = sent_as_is(value, report)
        else:
            named = report.name(name)
            named = f"path_{named}" if named in taken else named
            pieces.append("{{" + named + "}}")
            made.variables[named] = sent_as_is(value, report)
            if "/" in value and not style:
                report.changed(
                    f'A slash in path parameter "{report.title(name)}" is sent as it is.',
                    why="The parameter is a part of a segment; in a whole one, / is sent as %2F.",
                )
        at = found.end()
    pieces.append(escape_colons(quote(path[at:], safe=_SAFE)))
    made.text = "".join(pieces) + mark + (quote(query, safe=_SAFE + "?[]") if mark else "")
    return made
