"""Captures and expectations that are disabled: other programs do not know that word of them."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.model.workspace import Request
from outrider.visible_text import visible_line

IS_DISABLED = "It is disabled."
"""Why one is not exported."""


def disabled_checks(request: Request) -> Iterator[str]:
    """What each of a request's is called in a report."""
    for capture in request.captures:
        if not capture.enabled:
            yield f'Capture "{visible_line(capture.name)}"'
    for one in request.expectations:
        if not one.enabled:
            yield f'Expectation "{visible_line(one.name or one.subject.value)}"'
