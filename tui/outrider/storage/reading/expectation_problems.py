"""Why a request's file cannot hold a capture or an expectation that is being written."""

from __future__ import annotations

from outrider.model.expectation import Capture, Expectation
from outrider.storage.reading.expectation_schema import (
    captures,
    encode_capture,
    encode_expectation,
    expectations,
)
from outrider.toml_text.schema import Finding


def check_problem(item: Capture | Expectation) -> str:
    """What is wrong, as the note of a form says it; empty where nothing is."""
    found: list[Finding] = []
    if isinstance(item, Capture):
        captures([encode_capture(item)], (), found)
    else:
        expectations([encode_expectation(item)], (), found)
    first = next((one for one in found if one.is_error), None)
    if first is None:
        return ""
    # Where it is, the form shows already.
    return (first.advice or first.what).rstrip(".")
