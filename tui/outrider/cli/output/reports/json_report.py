"""A run for programs: one JSON object."""

from __future__ import annotations

import json

from msgspec import structs

from outrider.cli.output.reports.reported_run import ReportedRun


class JsonReport:
    """One object; times in seconds since the epoch, durations in milliseconds."""

    name = "json"
    summary = "JSON for programs: counts, and every request with its HTTP traffic and expectations."

    def render(self, run: ReportedRun) -> str:
        """The report; ends with a line end."""
        found = {
            "run": run.heading,
            "environments": list(run.environments),
            "started_at": round(run.started_at, 3),
            "ms": round(run.milliseconds, 1),
            "interrupted": run.is_interrupted,
            "stopped": run.stopped,
            "counts": structs.asdict(run.counts),
            "requests": [one.tell() for one in run.requests],
        }
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
