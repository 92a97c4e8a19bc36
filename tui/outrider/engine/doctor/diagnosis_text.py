"""A diagnosis in words that fit every front end."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, KeyChange, StepStatus
from outrider.errors import OutriderError


def step_line(step: DiagnosisStep) -> str:
    """``ok      DNS   login.example.com: 203.0.113.7``."""
    return f"{step.status.value:<8}{step.name:<10} {step.text}"


def error_lines(error: OutriderError | None) -> Iterator[str]:
    """Where, the server's words and why; what to do is said once, at the end of the diagnosis."""
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


def change_lines(found: Diagnosis) -> Iterator[str]:
    """What to change where, with both values; a value that only moves is told as one change."""
    changes = list(found.changes)
    while changes:
        change = changes.pop(0)
        added = next((one for one in changes if _is_move(change, one)), None)
        if added is not None:
            changes.remove(added)
            yield f"Move {'.'.join(change.key)}{_place(change)} to:"
            yield f"  {'.'.join(added.key)}"
        else:
            yield from _change(change)


def _is_move(change: KeyChange, other: KeyChange) -> bool:
    return change.new is None and other.old is None and change.old == other.new


def _place(change: KeyChange) -> str:
    place = change.place
    where = f"{place.file}:{place.line}" if place.line is not None else place.file
    return f" in {where}" if where else " where this session sets it"


def _change(change: KeyChange) -> tuple[str, str]:
    key, place = ".".join(change.key), _place(change)
    if change.old is None:
        return f"Add {key}{place}:", f'  "{change.new}"'
    if change.new is None:
        return f"Remove {key}{place}:", f'  "{change.old}"'
    return f"Change {key}{place}:", f'  "{change.old}" -> "{change.new}"'


def summary_line(found: Diagnosis) -> str:
    """How the steps ended, in numbers."""
    ready = f'Environment "{found.environment}" is ready.' if found.is_ready else ""
    if ready and not found.count(StepStatus.WARNING) and not found.count(StepStatus.SKIPPED):
        return ready
    order = (StepStatus.FAILED, StepStatus.WARNING, StepStatus.SKIPPED, StepStatus.OK)
    counted = ((found.count(status), status) for status in order)
    words = (
        f"{count} warning{'s' if count > 1 and status is StepStatus.WARNING else ''}"
        if status is StepStatus.WARNING
        else f"{count} {status.value}"
        for count, status in counted
        if count
    )
    return f"{ready} {', '.join(words)}. No request was sent to the API.".lstrip()
