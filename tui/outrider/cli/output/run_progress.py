"""How far a run has come, on standard error: a line that is redrawn, or one for each request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from outrider.cli.output.reports.reported_run import RunReporter, run_heading
from outrider.cli.output.terminal_width import columns_of
from outrider.engine.runs.request_outcome import Outcome
from outrider.engine.runs.run_events import RunEnded, RunRequestFinished, RunRequestStarted
from outrider.engine.runs.run_results import RunResults
from outrider.visible_text import visible_line

_PAUSE = 0.1
"""Seconds between two drawings of the line: more of them would only cost time."""


class RunProgress:
    """Writes the progress of a run.

    Args:
        out: a terminal, on which one line is redrawn; anything else gets a line for each request.
        reporter: masks what is shown.
        results: of the run.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        out: TextIO,
        reporter: RunReporter,
        results: RunResults,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._out = out
        self._reporter = reporter
        self._results = results
        self._redraws = out.isatty()
        self._drawn_at = -_PAUSE
        self._ended = self._failed = 0

    def on_request_started(self, _event: RunRequestStarted) -> None:
        """Takes the beginning of a request: the first may take long."""
        self._draw_now_and_then()

    def on_request_finished(self, event: RunRequestFinished) -> None:
        """Takes the end of a request."""
        self._ended += 1
        self._failed += event.outcome.outcome is Outcome.FAILED
        if not self._redraws:
            self._out.write(f"{self._reporter.request(event.outcome, self._results).row_line}\n")
            self._out.flush()
        self._draw_now_and_then()

    def on_run_ended(self, _event: RunEnded) -> None:
        """Wipes the line away."""
        if self._redraws and self._drawn_at >= 0:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _draw_now_and_then(self) -> None:
        now = self._clock()
        if self._redraws and now - self._drawn_at >= _PAUSE:
            self._drawn_at = now
            self._draw()

    def _draw(self) -> None:
        results = self._results
        failed = f" · {self._failed} failed" if self._failed else ""
        heading = visible_line(run_heading(results.title, results.environments))
        line = f"{heading} · {self._ended} of {results.planned}{failed}"
        self._out.write(f"\r{line[: max(columns_of(self._out) - 1, 0)]}\x1b[K")
        self._out.flush()
