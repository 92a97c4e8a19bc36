"""A run as one page: nothing in it is loaded from anywhere, and it has no script."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from outrider.cli.output.reports.reported_run import ReportedRequest, ReportedRun
from outrider.engine.runs.request_outcome import Outcome
from outrider.model.units import duration_text, moment_text

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .3rem .6rem; text-align: left;
  vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.failed td:first-child { color: #c62828; font-weight: bold; }
tr.passed td:first-child { color: #2e7d32; }
summary { cursor: pointer; }
pre { margin: .4rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
"""
_SIGNS = {Outcome.PASSED: "✓ passed", Outcome.FAILED: "✗ failed", Outcome.SKIPPED: "– skipped"}


class HtmlReport:
    """One file, to be opened from a disk or an archive of a CI server."""

    name = "html"
    summary = "One HTML page, without scripts and without anything from outside."

    def render(self, run: ReportedRun) -> str:
        """The report; ends with a line end."""
        return "".join(f"{line}\n" for line in _lines(run))


def _lines(run: ReportedRun) -> Iterator[str]:
    heading = escape(run.heading)
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{heading}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{heading}</h1>"
    yield f"<p>{escape(run.sum_line)} · {escape(moment_text(run.started_at))}</p>"
    if run.stopped:
        yield f"<p><strong>{escape(run.stopped)}</strong></p>"
    yield "<table><thead><tr><th>Result</th><th>Request</th><th>Pass</th><th>Method and URL</th>"
    yield "<th>Status</th><th>Time</th></tr></thead><tbody>"
    for one in run.requests:
        yield from _row(one)
    yield "</tbody></table></body></html>"


def _row(request: ReportedRequest) -> Iterator[str]:
    yield f'<tr class="{request.outcome.value}"><td>{_SIGNS[request.outcome]}</td><td>'
    name = escape(request.name)
    if request.reasons:
        # What failed is open at once: nobody searches for it.
        opened = " open" if request.outcome is Outcome.FAILED else ""
        reasons = escape("\n".join(request.reasons))
        yield f"<details{opened}><summary>{name}</summary><pre>{reasons}</pre></details>"
    else:
        yield name
    yield f"</td><td>{escape(request.about)}</td>"
    yield f"<td>{escape(request.method)} {escape(request.url)}</td>"
    status = request.status if request.status is not None else ""
    yield f'<td class="number">{status}</td>'
    yield f'<td class="number">{escape(duration_text(request.milliseconds))}</td></tr>'
