"""What became of one request of a run: small enough that thousands can be kept."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.expectations.check_results import NOTHING, CheckResult, ResponseChecks
from outrider.engine.expectations.json_values import json_line
from outrider.engine.send.send_job import SendResult
from outrider.errors import OutriderError
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import RequestMessage
from outrider.model.response_note import ResponseNote
from outrider.model.secret import MaybeSecret
from outrider.redaction import Redactor

LONGEST_VALUE = 10_000
"""Characters of a value that are kept, as JSON."""


class Outcome(StrEnum):
    """What became of a request."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class ExchangeSummary(Struct, frozen=True):
    """An HTTP exchange without its messages.

    Attributes:
        url: masked.
        status: ``None`` without a response.
        milliseconds: in all.
        failure: why there is no whole response; empty where there is one.
    """

    purpose: Purpose
    method: str
    url: str
    status: int | None
    milliseconds: float
    reason: str = ""
    reason_code: str = ""
    failure: str = ""


class RequestOutcome(Struct, frozen=True):
    """What became of one request of one pass.

    Attributes:
        pass_number: of the pass that it belongs to.
        request_id: path below ``requests/``.
        name: what people call it.
        method: as written.
        url: masked; as sent, or as written where nothing was sent.
        why: what a skipped request needs; a status that nobody expected.
        exchanges: in order, tokens and redirects too.
        error: why there is no whole response.
        started_at: seconds since the epoch.
        milliseconds: from the beginning of its preparation to its last check.
    """

    pass_number: int
    environment: str
    request_id: str
    name: str
    file: str
    method: str
    url: str
    outcome: Outcome
    started_at: float
    milliseconds: float
    row: int | None = None
    repeat: int | None = None
    why: str = ""
    exchanges: tuple[ExchangeSummary, ...] = ()
    checks: ResponseChecks = ResponseChecks()
    error: OutriderError | None = None
    notes: tuple[ResponseNote, ...] = ()

    @property
    def exchange(self) -> ExchangeSummary | None:
        """The last exchange with the API."""
        return next((one for one in reversed(self.exchanges) if one.purpose is Purpose.API), None)

    @property
    def status(self) -> int | None:
        """The status of its response."""
        exchange = self.exchange
        return exchange.status if exchange is not None else None


def verdict(result: SendResult, lacking: str) -> tuple[Outcome, str]:
    """Whether a request passed, and why not where nothing else says it.

    It fails when an expectation is not met, without a whole response, and with a status of 400 or
    above that no expectation names.

    Args:
        result: of its send.
        lacking: which values an earlier request should have captured, for which it was not sent.
    """
    if lacking:
        return Outcome.SKIPPED, lacking
    response = result.exchange.response if result.exchange is not None else None
    if result.error is not None or result.checks.unmet or response is None:
        return Outcome.FAILED, ""
    if response.status >= 400 and not result.checks.expects_status:
        return Outcome.FAILED, f"The API returned {response.status}, and no status is expected."
    return Outcome.PASSED, ""


def shown_url(url: MaybeSecret, redactor: Redactor) -> str:
    """A URL as it is kept."""
    return redactor.mask_url(url)


def exchange_summary(exchange: Exchange, redactor: Redactor) -> ExchangeSummary:
    """An exchange without its messages, masked."""
    request: RequestMessage = exchange.request
    failure = exchange.failure
    return ExchangeSummary(
        exchange.purpose,
        request.method,
        redactor.mask_url(request.url),
        exchange.response.status if exchange.response is not None else None,
        exchange.timing.total,
        exchange.reason,
        exchange.reason_code,
        redactor.mask_text(failure.what) if failure is not None else "",
    )


def small_checks(checks: ResponseChecks) -> ResponseChecks:
    """The same with values that are not longer than :data:`LONGEST_VALUE`."""
    if checks == ResponseChecks():
        return checks
    return replace(
        checks,
        captured=tuple(replace(one, value=_small(one.value)) for one in checks.captured),
        results=tuple(map(_small_result, checks.results)),
    )


def _small_result(result: CheckResult) -> CheckResult:
    return replace(result, expected=_small(result.expected), actual=_small(result.actual))


def _small(value: object) -> object:
    if value is NOTHING or isinstance(value, bool | int | float) or value is None:
        return value
    text = value if isinstance(value, str) else json_line(value)
    if len(text) <= LONGEST_VALUE:
        return value
    return f"{text[:LONGEST_VALUE]}… {len(text) - LONGEST_VALUE} more characters"
