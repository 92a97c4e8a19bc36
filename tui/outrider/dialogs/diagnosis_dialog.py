"""The check of an environment: a line a step as it ends, then what to change."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from outrider.dialogs.dialog import ReadingDialog
from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, StepStatus
from outrider.engine.doctor.diagnosis_text import change_lines, error_lines, summary_line
from outrider.keymap.key_display import border_hints
from outrider.toolkit.key_bindings import key, with_ids

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
    """

    DEFAULT_CSS = """
    DiagnosisDialog > .dialog--box { width: 100; max-width: 96%; max-height: 96%; }
    DiagnosisDialog WrappedList { max-height: 70vh; }
    """
    BINDINGS = with_ids(
        "diagnosis",
        key("c", "change", "Change file", "Save the change in the file"),
        key("q", "cancel", "Close", "Close the dialog"),
    )

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._steps: list[DiagnosisStep] = []
        self._diagnosis: Diagnosis | None = None

    def add(self, step: DiagnosisStep) -> None:
        """Shows one more step."""
        self._steps.append(step)
        self._show()

    def end(self, diagnosis: Diagnosis) -> None:
        """Shows what was found, and offers the change."""
        self._diagnosis = diagnosis
        self._show()
        self._offer()

    def on_mount(self) -> None:
        """Shows what there is by now."""
        self._offer()

    def _offer(self) -> None:
        """Names the key that makes the change, once there is one."""
        if self.can_change and self.is_attached:
            box = self.query_one(".dialog--box")
            hints = ("diagnosis.change", "change file"), ("escape", "")
            box.border_subtitle = Content(border_hints(self, *hints))

    @property
    def can_change(self) -> bool:
        """Whether there is a change, and a file to make it in."""
        found = self._diagnosis
        return bool(found and found.changes) and all(
            one.can_be_made for one in (found.changes if found else ())
        )

    def _show(self) -> None:
        if self.is_attached:
            self.fill()

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The steps, and below them what was found."""
        for step in self._steps:
            yield step.status.value, f"{step.name}: {step.text}", _ROLES[step.status]
            for line in error_lines(step.error):
                yield "", f"  {line}", "muted"
        found = self._diagnosis
        if found is None:
            yield "", "◐ Checking…", "muted"
            return
        yield "", "", ""
        for change in found.changes:
            for line in change_lines(change):
                yield "", line, "bold"
        for line in filter(None, (found.conclusion, found.advice)):
            yield "", line, "bold"
        yield "", summary_line(found), ""

    def action_change(self) -> None:
        """Goes away to make the change."""
        if self.can_change:
            self.dismiss(True)
