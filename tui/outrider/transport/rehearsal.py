"""Whether a request could be sent at all: asked before a token is fetched for it."""

from __future__ import annotations

from outrider.model.exchange import Failure
from outrider.model.message import RequestMessage
from outrider.transport import preflight, request_body, wire_url
from outrider.transport.stopped import Stopped


def refusal(message: RequestMessage) -> Failure | None:
    """Why the message would be refused before a socket is opened; ``None`` where it would not.

    Looks at the files of the body, and reads none of them.
    """
    try:
        preflight.check_method(message.method)
        wire = wire_url.parse(message.url)
        body = request_body.prepare(message.content)
        preflight.wire_fields(message, wire, None if body is None else body.length)
    except Stopped as stopped:
        return stopped.failure
    return None
