"""A jar's part in one send: what goes along, and what is kept of each response."""

from __future__ import annotations

from outrider.auth.origins import parse_origin
from outrider.engine.cookies.cookie_header import (
    added_cookies,
    cookie_lines,
    with_cookie_lines,
    with_cookies,
)
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.engine.send.send_job import SendJob
from outrider.model.console_entry import EntryKind
from outrider.model.cookie import Cookie
from outrider.model.message import HeaderFields, RequestMessage, ResponseMessage
from outrider.model.secret import reveal


def jar_cookies(job: SendJob, message: RequestMessage, now: float) -> tuple[Cookie, ...]:
    """The cookies of the environment's jar that go with a request; ``now`` in seconds."""
    jar = job.snapshot.cookies
    if jar is None or job.anonymous or job.snapshot.masked:
        return ()
    return added_cookies(message, jar.sent_to(reveal(message.url), now))


class SendCookies:
    """Adds cookies to the requests of one send, and keeps those of their responses.

    A cookie is a credential: once a redirect has led to another origin, no more go along, wherever
    the next one leads.
    """

    def __init__(self, job: SendJob, record: SendRecord, recorder: ExchangeRecorder) -> None:
        self._job = job
        self._record = record
        self._recorder = recorder
        self._own: HeaderFields = ()
        self._origin: object = None
        self._has_left = False

    def added(self, message: RequestMessage) -> RequestMessage:
        """The message with the jar's cookies."""
        jar = self._job.snapshot.cookies
        if jar is None:
            return message
        origin = parse_origin(reveal(message.url))
        self._origin = self._origin or origin
        self._has_left = self._has_left or origin != self._origin
        self._own = cookie_lines(message)
        now = self._recorder.clock()
        cookies = () if self._has_left else jar_cookies(self._job, message, now)
        jar.note_sent(cookies, now)
        self._recorder.redactor.register(one.value for one in cookies)
        return with_cookies(message, cookies)

    def redirected(self, message: RequestMessage) -> RequestMessage:
        """The message of a redirect without what the jar had added to the one before."""
        if self._job.snapshot.cookies is None or not cookie_lines(message):
            return message
        return with_cookie_lines(message, self._own)

    def take(self, sent: RequestMessage, response: ResponseMessage) -> None:
        """Keeps the cookies of a response, and says which are not kept."""
        jar = self._job.snapshot.cookies
        if jar is None:
            return
        fields = response.headers_named("set-cookie")
        if not fields:
            return
        refused = jar.take(fields, reveal(sent.url), self._recorder.clock())
        self._recorder.redactor.register(one.value for one in jar.all(self._recorder.clock()))
        for one in refused:
            name = f'Cookie "{one.name}"' if one.name else "A cookie"
            text = f"{name} was not kept: it {one.why}."
            self._recorder.log(self._record, text, EntryKind.WARNING)
