"""Braces of a command that a reference here would have: text in curl, and text here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.model.import_result import ImportReport
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import reference_spans

_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\(\{\{[^{}]*\}\})")


def tell_inert_braces(request: Request, kept: Request, report: ImportReport) -> None:
    """Tells the references of a command that are no references, since curl sends their letters.

    Args:
        request: as the command has it.
        kept: as its file will have it, without what is secret.
        report: takes what is told.
    """
    in_file = _escaped(kept)
    for one in _escaped(request):
        report.changed(
            f"{one} is sent as text.",
            why="The command has no references, so these characters are sent.",
            advice="To refer to a variable, remove the backslash before it."
            if one in in_file
            else "To refer to a variable, write the reference in the request in place of the "
            "secret that contains it.",
        )


def _escaped(request: Request) -> dict[str, None]:
    written = (found for text in written_texts(request) for found in _ESCAPED.findall(text))
    return dict.fromkeys(one for one in written if any(reference_spans(one)))


def written_texts(value: Any) -> Iterator[str]:
    """Every text of a request that may have references."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            # The name of a request is no template.
            if not (isinstance(value, Request) and name in {"id", "name", "file"}):
                yield from written_texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from written_texts(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from written_texts(one)
