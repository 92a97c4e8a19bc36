"""Captures and expectations of a send, after its response."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.expectations.check_results import CapturedValue, ResponseChecks
from outrider.engine.expectations.check_words import check_lines
from outrider.engine.expectations.expectation_files import ExpectationFiles
from outrider.engine.expectations.expected_values import ExpectedValues
from outrider.engine.expectations.response_checker import ResponseChecker
from outrider.engine.expectations.snapshot_update import update_snapshots
from outrider.engine.expectations.subject_values import CheckedResponse
from outrider.engine.filters.check_process import CheckProcess
from outrider.engine.send.body_copy import BodyCopy
from outrider.engine.send.prepared_send import PreparedSend
from outrider.engine.send.request_scopes import request_scope
from outrider.engine.send.send_attempt import SendProgress
from outrider.errors import SourceLocation
from outrider.exporters.credential_masking import mask_credentials
from outrider.model.console_entry import EntryKind
from outrider.variables.resolver import Resolver


async def check_response(
    prepared: PreparedSend,
    progress: SendProgress,
    process: CheckProcess,
    recorder: ExchangeRecorder,
    body: BodyCopy | None = None,
) -> ResponseChecks:
    """Takes captures out of the response and checks what is expected of it.

    Args:
        prepared: what was sent.
        progress: with the whole response.
        process: what runs jq, regular expressions and schemas.
        recorder: tells the console.
        body: the body, where it went to a file.
    """
    job, exchange = prepared.job, progress.exchange
    assert exchange is not None
    response = exchange.response
    assert response is not None
    if body is not None:
        response = replace(response, content=bytes(body.kept))
    token = progress.token.token.value if progress.token is not None else None
    values = replace(prepared.authentication.values, access_token=token)

    def expected(captured: Sequence[CapturedValue]) -> ExpectedValues:
        known = {**job.snapshot.captured, **{one.name: one for one in captured}}
        recorder.redactor.register(secret for one in captured for secret in one.secrets)
        scope = request_scope(replace(job.snapshot, captured=known), job.request)
        return ExpectedValues(Resolver(scope, values), known, job.snapshot.row_json)

    files = ExpectationFiles(job.snapshot.root)
    checker = ResponseChecker(
        CheckedResponse(
            job.request.request, response, exchange.timing.total, job.snapshot.environment_id
        ),
        process,
        files,
        expected,
        lambda text: mask_credentials(text, recorder.redactor),
    )
    found = await checker.run()
    # The console shows the response too, with what was captured masked.
    recorder.release(progress.record)
    if job.update_snapshots:
        found = await update_snapshots(checker, job.request.request, response.status, found, files)
    checks = _with_lines(found, job.snapshot.with_line)
    for line, met in check_lines(checks):
        recorder.log(
            progress.record, line, EntryKind.NOTE if met else EntryKind.WARNING, in_result=True
        )
    return checks


def _with_lines(
    checks: ResponseChecks, with_line: Callable[[SourceLocation], SourceLocation]
) -> ResponseChecks:
    """The same with the line of each result that somebody may want to look at."""
    return replace(
        checks,
        results=tuple(
            replace(one, place=with_line(one.place))
            if one.place is not None and not one.met
            else one
            for one in checks.results
        ),
    )
