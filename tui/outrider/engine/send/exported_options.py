"""What ``[options]`` of a request say to another client that sends it."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.engine.send.redirect_step import MAX_REDIRECTS
from outrider.engine.send.send_job import SendJob
from outrider.model.message import PreparedRequest
from outrider.model.workspace import DEFAULT_TIMEOUT


def with_options(outgoing: PreparedRequest, job: SendJob) -> PreparedRequest:
    """The request with its timeout and its redirects; the version is of its connection."""
    options = job.request.request.options
    return replace(
        outgoing,
        timeout=None if options.timeout == DEFAULT_TIMEOUT else options.timeout,
        redirects=MAX_REDIRECTS if options.follow_redirects else 0,
    )
