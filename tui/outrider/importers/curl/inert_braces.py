"""Braces of a command that a reference here would have: text in curl, and text here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.model.import_result import ImportReport
from outrider.model.workspace import Request
from outrider.variables.reference_grammar import reference_spans

_ESCAPED = re.compile(r"\\(\{\{[^{}]*\}\})")


def tell_inert_braces(request: Request, report: ImportReport) -> None:
    """Tells the references of a command that are no references, since curl sends their letters."""
    written = (found for text in _texts(request) for found in _ESCAPED.findall(text))
    for one in dict.fromkeys(one for one in written if any(reference_spans(one))):
        report.changed(
            f"{one} is sent as text.",
            why="A shell and curl have no references, so these characters are sent.",
            advice="To refer to a variable, remove the backslash before it.",
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            # The name of a request is no template.
            if not (isinstance(value, Request) and name in {"id", "name", "file"}):
                yield from _texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)
