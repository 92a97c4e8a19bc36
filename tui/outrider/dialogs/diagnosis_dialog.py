"""The check of an environment: a line a step as it ends, then what to change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

from outrider.dialogs.dialog import ReadingDialog
from outrider.dialogs.dialog_box import DialogBox
from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, StepStatus
from outrider.engine.doctor.diagnosis_text import change_lines, error_lines, summary_line
from outrider.errors import OutriderError
from outrider.keymap.key_display import key_hints
from outrider.toolkit.key_bindings import key, with_ids

Examine: TypeAlias = "Callable[[Callable[[DiagnosisStep], None]], Awaitable[Diagnosis]]"

_ROLES = {
    StepStatus.OK: "success",
    StepStatus.WARNING: "warning",
    StepStatus.FAILED: "error",
    StepStatus.SKIPPED: "muted",
}


class DiagnosisDialog(ReadingDialog[bool]):
    """Shows a diagnosis while it is made; the result is whether the change is to be made.

    It is ``None`` where the user went away, perhaps before the end.

    Args:
        title: which environment, and which auth definition.
        examine: makes the diagnosis, and tells each step when it ends.

    Attributes:
        diagnosis: what was found; ``None`` before the end.
        failure: why nothing can be looked at yet.
    """

    DEFAULT_CSS = """
    DiagnosisDialog > .dialog--box { width: 100; }
    """
    BINDINGS = with_ids(
        "diagnosis",
        key("c", "change", "Change file", "Save the change in the file", name="change"),
        key("q", "cancel", "Close", "Close the dialog"),
    )

    def __init__(self, title: str, examine: Examine) -> None:
        super().__init__(title)
        self._examine = examine
        self._steps: list[DiagnosisStep] = []
        self.diagnosis: Diagnosis | None = None
        self.failure: OutriderError | None = None

    def on_mount(self) -> None:
        """Begins; what is under way ends with the dialog."""
        self.run_worker(self._run())

    async def _run(self) -> None:
        try:
            found = await self._examine(self._add)
        except OutriderError as error:
            self.failure = error
        else:
            self.failure = _before_all(found)
            self.diagnosis = found
        if self.failure is not None:
            self.finish(None)
            return
        self.fill()
        self._offer()

    def _add(self, step: DiagnosisStep) -> None:
        self._steps.append(step)
        self.fill()

    def _offer(self) -> None:
        """Names the key that makes the change, once there is one."""
        if self.can_change:
            hints = ("diagnosis.change", "change file"), ("escape", "")
            self.query_one(DialogBox).show_keys(key_hints(self, *hints))

    @property
    def can_change(self) -> bool:
        """Whether there is a change, and a file to make it in."""
        found = self.diagnosis
        return bool(found and found.changes) and all(
            one.can_be_made for one in (found.changes if found else ())
        )

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """What was found, and below it the steps that led there."""
        yield from self._answer()
        yield "", "", ""
        for step in self._steps:
            yield step.status.value, f"{step.name}: {step.text}", _ROLES[step.status]
            for line in error_lines(step.error):
                yield "", f"  {line}", "muted"

    def _answer(self) -> Iterator[tuple[str, str, str]]:
        found = self.diagnosis
        if found is None:
            yield "", "◐ Checking…", "muted"
            return
        for line in change_lines(found):
            yield "", line, "bold"
        for line in filter(None, (found.conclusion, found.advice)):
            yield "", line, "bold"
        yield "", summary_line(found), ""

    def action_change(self) -> None:
        """Goes away to make the change."""
        if self.can_change:
            self.dismiss(True)


def _before_all(found: Diagnosis) -> OutriderError | None:
    """What has to be agreed to or written before anything is sent: whoever began asks for it."""
    if found.exchanges:
        return None
    error = next((step.error for step in found.steps if step.error is not None), None)
    return error if error is not None and found.advice == error.advice else None
