"""What reports are made of: the results of a run, masked, harmless and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from msgspec import Struct, structs

from outrider.cli.output.check_objects import checks_object
from outrider.cli.output.json_objects import error_object
from outrider.cli.output.shell_steps import shell_advice
from outrider.engine.expectations.check_results import NOTHING, CheckResult
from outrider.engine.expectations.check_words import is_missing, result_text
from outrider.engine.expectations.json_values import as_variable
from outrider.engine.runs.request_outcome import ExchangeSummary, Outcome, RequestOutcome
from outrider.engine.runs.run_plan import pass_words
from outrider.engine.runs.run_results import RunCounts, RunResults
from outrider.errors import AuthorizationError, OutriderError
from outrider.exporters.credential_masking import mask_credentials, mask_json
from outrider.model.expectation import Subject
from outrider.model.secret import MASK
from outrider.model.units import duration_text
from outrider.next_steps import DefineVariable, SetOsVariable
from outrider.redaction import Redactor
from outrider.visible_text import visible_line, visible_text

_REMEMBERED = 2_000
"""Texts whose masked form is remembered: most requests of a run have the same ones."""


class ReportedRequest(Struct, frozen=True):
    """One request of a run as reports show it.

    Attributes:
        pass_number: which pass it belongs to.
        about: the pass in words: ``dev, row 2``; empty where there is only one.
        folder: path of its folder; empty for none.
        status: ``None`` without a response.
        milliseconds: of its last exchange, else of all that was done for it.
        reasons: why it failed, or was skipped, line by line.
        has_error: there is no whole response; otherwise something in it is not as expected.
        without_status: what there is in the place of a status.
        tell: gives everything, as JSON: most reports have no use for that.
    """

    pass_number: int
    about: str
    environment: str
    row: int | None
    repeat: int | None
    request_id: str
    name: str
    method: str
    url: str
    outcome: Outcome
    status: int | None
    milliseconds: float
    started_at: float
    reasons: tuple[str, ...]
    has_error: bool
    without_status: str
    tell: Callable[[], dict[str, Any]]

    @property
    def folder(self) -> str:
        """Path of its folder; empty for none."""
        return self.request_id.rpartition("/")[0]

    @property
    def heading(self) -> str:
        """Name, and what tells it from others of that name."""
        about = ", ".join(filter(None, (self._path, self.about)))
        return f"{self.name} ({about})" if about else self.name

    @property
    def name_and_path(self) -> str:
        """Name and path, which tells it from others of that name; the path alone is enough."""
        return f"{self.name} ({self._path})" if self._path else self.name

    @property
    def _path(self) -> str:
        return self.request_id if self.request_id != self.name else ""

    @property
    def answer(self) -> str:
        """The status, or that there is none."""
        if self.status is not None:
            return str(self.status)
        return self.without_status

    @property
    def row_line(self) -> str:
        """One line: a sign, the status, the name, the time."""
        name = f"{self.name} · {self.about}" if self.about else self.name
        if self.outcome is Outcome.SKIPPED:
            return f"– skipped  {name}: {' '.join(self.reasons)}"
        sign = "✓" if self.outcome is Outcome.PASSED else "✗"
        return f"{sign} {self.answer} {name} {duration_text(self.milliseconds)}"


class ReportedRun(Struct, frozen=True):
    """A run as reports show it.

    Attributes:
        heading: what was run, and in which environments.
        milliseconds: how long it took.
        stopped: why not everything was sent, in a sentence; empty where it was.
        is_brief: people want to read failures and the summary only.
    """

    heading: str
    environments: tuple[str, ...]
    counts: RunCounts
    started_at: float
    milliseconds: float
    is_interrupted: bool
    stopped: str
    requests: tuple[ReportedRequest, ...]
    is_brief: bool = False

    @property
    def sum_line(self) -> str:
        """``12 requests: 10 passed, 1 failed, 1 skipped · 2.3 s``."""
        return f"{counts_text(self.counts)} · {duration_text(self.milliseconds)}"

    @property
    def failed(self) -> list[ReportedRequest]:
        """Those that failed."""
        return [one for one in self.requests if one.outcome is Outcome.FAILED]

    @property
    def passes(self) -> list[list[ReportedRequest]]:
        """The requests, pass by pass."""
        found: dict[int, list[ReportedRequest]] = {}
        for one in self.requests:
            found.setdefault(one.pass_number, []).append(one)
        return list(found.values())


def counts_text(counts: RunCounts) -> str:
    """``12 requests: 10 passed, 1 failed, 1 skipped``, without what is none."""
    parts = ((counts.passed, "passed"), (counts.failed, "failed"), (counts.skipped, "skipped"))
    told = ", ".join(f"{count} {word}" for count, word in parts if count)
    requests = "request" if counts.ended == 1 else "requests"
    return f"{counts.ended} {requests}{': ' if told else ''}{told}"


def run_heading(title: str, environments: tuple[str, ...]) -> str:
    """``Run "Billing" in dev``; without a title ``Run in dev``."""
    named = f' "{title}"' if title else ""
    where = f" in {', '.join(filter(None, environments))}" if any(environments) else ""
    return f"Run{named}{where}"


class RunReporter:
    """Masks what reports show: like the console, and by what looks like a credential."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._mask: Callable[[str], str] = lru_cache(_REMEMBERED)(
            lambda text: mask_credentials(text, redactor)
        )

    def run(self, results: RunResults) -> ReportedRun:
        """The run, with all that has ended."""
        return ReportedRun(
            heading=self._line(run_heading(results.title, results.environments)),
            environments=results.environments,
            counts=results.counts,
            started_at=results.started_at,
            milliseconds=results.milliseconds,
            is_interrupted=results.is_interrupted,
            stopped=self._line(_stopped(results)),
            requests=tuple(self.request(one, results) for one in results.in_order),
        )

    def request(self, outcome: RequestOutcome, results: RunResults) -> ReportedRequest:
        """One request."""
        exchange = outcome.exchange or (outcome.exchanges[-1] if outcome.exchanges else None)
        reasons = self._reasons(outcome, exchange)
        own = _step_words(outcome.error)
        # What tells apart is only told where there are several.
        environment = outcome.environment if len(results.environments) > 1 else ""
        return ReportedRequest(
            pass_number=outcome.pass_number,
            about=pass_words(environment, outcome.row, outcome.repeat),
            environment=outcome.environment,
            row=outcome.row,
            repeat=outcome.repeat,
            request_id=self._line(outcome.request_id),
            name=self._line(outcome.name),
            method=self._line(outcome.method),
            url=self._line(outcome.url),
            outcome=outcome.outcome,
            status=outcome.status,
            milliseconds=exchange.milliseconds if exchange else outcome.milliseconds,
            started_at=outcome.started_at,
            reasons=tuple(
                self._line(line, own) for one in reasons for line in one.split("\n") if line
            ),
            has_error=outcome.error is not None,
            without_status=_without_status(outcome),
            tell=partial(self._details, outcome),
        )

    def _line(self, text: str, own: frozenset[str] = frozenset()) -> str:
        """One line; of ``own`` words only secrets that are known are masked."""
        return visible_line(self._redactor.mask_text(text) if text in own else self._mask(text))

    def _reasons(self, outcome: RequestOutcome, last: ExchangeSummary | None) -> Iterator[str]:
        if outcome.outcome is Outcome.SKIPPED:
            yield outcome.why
        if outcome.outcome is not Outcome.FAILED:
            return
        if last is not None:
            yield _exchange_line(last)
        else:
            yield f"{outcome.method} {outcome.url} was not sent."
        yield outcome.why
        for result in outcome.checks.unmet:
            yield result_text(_without_credential(result))
        snapshots = [one for one in outcome.checks.unmet if one.check == Subject.SNAPSHOT]
        if any(one.met is False for one in snapshots):
            yield "If the response is right, pass --update to write the snapshot again."
        elif any(is_missing(one) for one in snapshots):
            yield "If the response is right, pass --update to write the snapshot."
        if outcome.error is not None:
            yield from _error_lines(outcome.error)
        for note in outcome.notes:
            yield from note.lines

    def _details(self, outcome: RequestOutcome) -> dict[str, Any]:
        checks = structs.replace(
            outcome.checks, results=tuple(map(_without_credential, outcome.checks.results))
        )
        found = {
            "environment": outcome.environment or None,
            "row": outcome.row,
            "repeat": outcome.repeat,
            "request": outcome.request_id,
            "name": outcome.name,
            "file": outcome.file,
            "method": outcome.method,
            "url": outcome.url,
            "outcome": outcome.outcome.value,
            "why": outcome.why,
            "status": outcome.status,
            "started_at": round(outcome.started_at, 3),
            "ms": round(outcome.milliseconds, 1),
            "exchanges": [_exchange_object(one) for one in outcome.exchanges],
            "error": error_object(outcome.error) if outcome.error is not None else None,
            **checks_object(checks, self._redactor, reveals=False),
        }
        own = _step_words(outcome.error)
        return {name: self._json(name, value, own) for name, value in found.items()}

    def _json(self, name: str, value: Any, own: frozenset[str]) -> Any:
        def text(one: str) -> str:
            return self._line(one, own) if one in own else visible_text(self._mask(one))

        if name == "captured" or isinstance(value, str | list | dict):
            return mask_json(value, text)
        return value


def _without_status(outcome: RequestOutcome) -> str:
    if isinstance(outcome.error, AuthorizationError):
        return "no token"
    return "no response" if outcome.exchanges else "not sent"


def _exchange_line(exchange: ExchangeSummary) -> str:
    kind = "token request: " if exchange.purpose == "token" else ""
    status = str(exchange.status) if exchange.status is not None else "no response"
    took = duration_text(exchange.milliseconds)
    return f"{kind}{exchange.method} {exchange.url} {status} {took}"


def _exchange_object(exchange: ExchangeSummary) -> dict[str, Any]:
    return {
        "purpose": exchange.purpose.value,
        "method": exchange.method,
        "url": exchange.url,
        "status": exchange.status,
        "ms": round(exchange.milliseconds, 1),
        "reason": exchange.reason,
        "reason_code": exchange.reason_code,
        "error": exchange.failure or None,
    }


def _step_words(error: OutriderError | None) -> frozenset[str]:
    """The words of steps that end in a placeholder, which looks like a credential: ``KEY=VALUE``.

    Nothing but a name is in them.
    """
    if error is None:
        return frozenset()
    told = ((error.advice, error.step), *((one.advice, one.step) for one in error.faults))
    return frozenset(
        shell_advice(advice, step)
        for advice, step in told
        if not advice and isinstance(step, DefineVariable | SetOsVariable)
    )


def _error_lines(error: OutriderError) -> Iterator[str]:
    if len(error.faults) > 1:
        for fault in error.faults:
            place = f"{fault.place}: " if fault.place else ""
            yield f"{place}{fault.what}"
            yield fault.why
            yield shell_advice(fault.advice, fault.step)
        return
    only = error.faults[0].place if error.faults else None
    where = f"{only}: " if only is not None else ""
    yield f"{where}{error.what}"
    if not where and error.where_to_show:
        yield f"at {error.where_to_show}"
    if error.server_message:
        yield f'Server message: "{error.server_message}"'
    yield f"See {error.see}" if error.see else ""
    yield error.why
    yield shell_advice(error.advice, error.step)


def _without_credential(result: CheckResult) -> CheckResult:
    """The result with masked values where what was looked at is named like a credential."""
    from outrider.credential_shapes import is_credential

    name = result.subject.rpartition(" ")[2].rpartition(".")[2].strip('"[]')

    def shown(value: Any) -> Any:
        is_one = value is not NOTHING and value is not None and bool(name)
        return MASK if is_one and is_credential(name, as_variable(value)) else value

    return structs.replace(result, expected=shown(result.expected), actual=shown(result.actual))


def _stopped(results: RunResults) -> str:
    ended, planned = results.counts.ended, results.planned
    if results.is_interrupted:
        names = ", ".join(dict.fromkeys(f"{one.method} {one.id}" for one in results.under_way))
        meanwhile = f" while {names} was under way" if names else ""
        return f"Interrupted after {ended} of {planned} requests{meanwhile}."
    return f"Stopped after {ended} of {planned} requests." if ended < planned else ""
