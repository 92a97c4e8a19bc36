"""A diagnosis in words that fit every front end."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, KeyChange, StepStatus
from outrider.errors import OutriderError


def step_line(step: DiagnosisStep) -> str:
    """``ok      DNS   login.example.com: 203.0.113.7``."""
    return f"{step.status.value:<8}{step.name:<10} {step.text}"


def error_lines(error: OutriderError | None) -> Iterator[str]:
    """Where, the server's words, why and, unless a step says it, what to do."""
    if error is None:
        return
    if error.where_to_show:
        yield f"at {error.where_to_show}"
    if error.server_message:
        yield f'Server message: "{error.server_message}"'
    if error.why:
        yield error.why
    for fault in error.faults[1:]:
        yield f"{fault.place}: {fault.what}" if fault.place else fault.what
    if error.advice:
        yield error.advice


def change_lines(change: KeyChange) -> tuple[str, str]:
    """What to change where, and both values."""
    place = change.place
    where = f"{place.file}:{place.line}" if place.line is not None else place.file
    key = ".".join(change.key)
    place_text = f" in {where}" if where else " where this session sets it"
    if change.old is None:
        return f"Add {key}{place_text}:", f'  "{change.new}"'
    if change.new is None:
        return f"Remove {key}{place_text}:", f'  "{change.old}"'
    return f"Change {key}{place_text}:", f'  "{change.old}" -> "{change.new}"'


def summary_line(found: Diagnosis) -> str:
    """How the steps ended, in numbers."""
    if (
        found.is_ready
        and not found.count(StepStatus.WARNING)
        and not found.count(StepStatus.SKIPPED)
    ):
        return f'Environment "{found.environment}" is ready.'
    order = (StepStatus.FAILED, StepStatus.WARNING, StepStatus.SKIPPED, StepStatus.OK)
    counted = ((found.count(status), status) for status in order)
    words = (
        f"{count} warning{'s' if count > 1 and status is StepStatus.WARNING else ''}"
        if status is StepStatus.WARNING
        else f"{count} {status.value}"
        for count, status in counted
        if count
    )
    return f"{', '.join(words)}. No request was sent to the API."
