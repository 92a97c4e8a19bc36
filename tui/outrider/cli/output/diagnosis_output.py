"""A diagnosis in lines: one a step, then what to change."""

from __future__ import annotations

from typing import TextIO

from outrider.cli.output.error_output import write_lines
from outrider.cli.output.shell_steps import shell_advice
from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep
from outrider.engine.doctor.diagnosis_text import change_lines, error_lines, step_line, summary_line

_INDENT = " " * 8


def write_step(step: DiagnosisStep, out: TextIO) -> None:
    """One step; what belongs to a failed one follows indented."""
    write_lines([step_line(step), *_details(step)], out)


def _details(step: DiagnosisStep) -> list[str]:
    return [f"{_INDENT}{line}" for line in error_lines(step.error)]


def write_diagnosis(found: Diagnosis, out: TextIO) -> None:
    """What to change, or what is known without it, and the sum."""
    lines = ["", *change_lines(found)]
    lines += filter(None, (found.conclusion, shell_advice(found.advice, found.step)))
    lines.append(summary_line(found))
    write_lines(lines, out)
