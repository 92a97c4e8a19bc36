"""A response of the screen while it arrives: a stream's entries, or the start of a slow body."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from outrider.body_views.stream_log import LoggedEntry, StreamLog
from outrider.engine.send.send_job import SendJob
from outrider.model.exchange import Exchange, FailureKind, Purpose, Timing
from outrider.model.media_type import is_stream
from outrider.model.message import RequestMessage, ResponseMessage
from outrider.model.token import TokenUse
from outrider.model.units import countdown, size_text
from outrider.widgets.view_models import SendOutcome

PREVIEW = 1 << 18
"""Bytes of a slow body that are shown before its end."""


class LiveResponse:
    """Follows one send.

    Args:
        job: what is sent.
        environment: label of the environment.
        clock: seconds since the epoch.
        on_change: called with the entries that came; with none once there is a header.
        log: of the stream that this one goes on with; ``None`` for another one.
    """

    def __init__(
        self,
        job: SendJob,
        environment: str,
        clock: Callable[[], float],
        on_change: Callable[[LiveResponse, Sequence[LoggedEntry]], None],
        log: StreamLog | None = None,
    ) -> None:
        self._job = job
        self._environment = environment
        self._clock = clock
        self._on_change = on_change
        self.log = log
        self.outcome: SendOutcome | None = None
        """What can be shown of it by now; ``None`` before there is a header."""
        self._response: ResponseMessage | None = None
        self._stop: Callable[[], bool] = lambda: False
        self._token: TokenUse | None = None
        self._size = 0
        self._preview = bytearray()

    # What the engine tells.

    def token_taken(self, use: TokenUse) -> None:
        """The send has its token."""
        self._token = use

    def header_received(self, response: ResponseMessage, stop: Callable[[], bool]) -> None:
        """The response begins."""
        self._response, self._stop = response, stop
        kind = response.header("content-type") or ""
        if not is_stream(response.media_type):
            self.log = None
            return
        if self.log is None:
            self.log = StreamLog(kind)
        else:
            after = self.log.last_event_id
            remark = f"Reconnected after event {after}." if after else "Reconnected."
            self.log.resume(kind, remark, self._clock())
        self.outcome = self._outcome(b"")
        self._on_change(self, ())

    def body_received(self, data: bytes) -> None:
        """More of the body."""
        self._size += len(data)
        if self.log is None:
            self._preview += data[: max(PREVIEW - len(self._preview), 0)]
            return
        entries = self.log.feed(data, self._clock())
        if entries:
            self._on_change(self, entries)

    # What the screen asks.

    @property
    def is_receiving(self) -> bool:
        """Whether the header is there."""
        return self._response is not None

    def stop(self) -> bool:
        """Ends the response with what came; whether there was one under way."""
        return self._stop()

    def renew(self) -> bool:
        """Takes what came of a slow body into the outcome; whether there is something new."""
        if self._response is None or self.log is not None or not self._preview:
            return False
        shown = self.outcome.exchange if self.outcome is not None else None
        before = shown.response if shown is not None else None
        if before is not None and before.size == self._size:
            return False
        self.outcome = self._outcome(bytes(self._preview))
        return True

    def facts(self, span: str) -> tuple[str, ...]:
        """What a title says of it, the most important first."""
        words = []
        if self.log is not None:
            words.append(f"{self.log.total:,} event{'' if self.log.total == 1 else 's'}")
        if self._token is not None:
            left = self._token.token.expires_at - self._clock()
            words.append(f"token {countdown(left)}" if left > 0 else "token expired")
        return tuple(filter(None, (*words, size_text(self._size), span, self._environment)))

    def finished(self, outcome: SendOutcome) -> SendOutcome:
        """What is shown once the send has ended: with the entries as they came.

        That the user has stopped it is no problem.
        """
        failure = outcome.exchange.failure if outcome.exchange is not None else None
        if failure is not None and failure.kind is FailureKind.CANCELLED:
            outcome = replace(outcome, problem=(), notes=(failure.what, *outcome.notes))
        if self.log is None or not self.is_receiving:
            return outcome
        self.log.finish(self._clock())
        return replace(outcome, stream=self.log)

    def _outcome(self, content: bytes) -> SendOutcome:
        assert self._response is not None
        request = self._job.request.request
        notes = self._response.notes
        if self._size > PREVIEW:
            notes = (*notes, f"The first {size_text(PREVIEW)} are shown until all is received.")
        exchange = Exchange(
            id=0,
            send_id=0,
            purpose=Purpose.API,
            environment=self._job.snapshot.environment_id,
            reason="",
            request=RequestMessage(request.method, request.url),
            response=replace(self._response, content=content, size=self._size, notes=notes),
            failure=None,
            timing=Timing(total=0.0),
            started_at=self._clock(),
        )
        return SendOutcome(
            request_id=request.id,
            environment=self._environment,
            exchange=exchange,
            token=self._token,
            stream=self.log,
            live=True,
        )
