"""What was captured and which expectations were not met, as lines on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from outrider.engine.expectations.check_results import CapturedValue, ResponseChecks
from outrider.engine.expectations.check_words import result_text, short_value
from outrider.model.secret import MASK
from outrider.redaction import Redactor
from outrider.visible_text import visible_line


def write_checks(checks: ResponseChecks, redactor: Redactor | None, out: TextIO) -> None:
    """Captures, unmet expectations with both values, and how many were met.

    Args:
        checks: of one response.
        redactor: masks secrets; ``None`` shows them.
        out: a stream.
    """
    for line in _lines(checks, reveals=redactor is None):
        shown = line if redactor is None else redactor.mask_body(line)
        for part in shown.split("\n"):
            out.write(f"{visible_line(part)}\n")


def _lines(checks: ResponseChecks, *, reveals: bool) -> Iterator[str]:
    for one in checks.captured:
        yield f"Captured {one.name} = {_value(one, reveals=reveals)}"
    for result in checks.unmet:
        yield result_text(result)
    tried = len(checks.tried)
    if tried:
        yield f"{tried - len(checks.unmet_tried)} of {tried} expectations met."


def _value(captured: CapturedValue, *, reveals: bool) -> str:
    return MASK if captured.secret and not reveals else short_value(captured.value)
