"""What a send does with an answer that redirects (RFC 9110 §15.4)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from outrider.auth.origins import host_allowed, host_pattern, parse_origin
from outrider.engine.send.prepared_send import PreparedSend
from outrider.model.exchange import Exchange
from outrider.model.message import RequestMessage
from outrider.model.secret import reveal

MAX_REDIRECTS = 10


class RedirectStep(Struct, frozen=True):
    """Where a redirect leads.

    Attributes:
        message: what is sent next; ``None`` where the redirect is not followed.
        note: a sentence for the console; empty for none.
        withheld_from: see :class:`~outrider.engine.send.send_job.SendResult`.
    """

    message: RequestMessage | None = None
    note: str = ""
    withheld_from: str = ""


def redirect_step(
    prepared: PreparedSend, exchange: Exchange, hop: int, mask: Callable[[str], str]
) -> RedirectStep:
    """The step after an exchange that has ``hop`` redirects before it; an empty one without any.

    A server may write back what a URL has: ``mask`` masks secrets, by which one is found.
    """
    response, job = exchange.response, prepared.job
    if (
        response is None
        or exchange.failure is not None
        or not job.request.request.options.follow_redirects
        or not 300 <= response.status < 400
    ):
        return RedirectStep()
    from outrider.transport.redirects import FOLLOWED, RedirectRefused, next_hop

    if response.status not in FOLLOWED:
        return RedirectStep()
    if hop >= MAX_REDIRECTS:
        return RedirectStep(note=f"Stopped after {MAX_REDIRECTS} redirects.")
    found = next_hop(
        exchange.request,
        response,
        may_take_body=lambda url: host_allowed(url, job.allowed_hosts),
    )
    if isinstance(found, RedirectRefused):
        origin = parse_origin(reveal(found.keeps_body_from))
        return RedirectStep(
            note=f"Redirect not followed. {found.why}",
            withheld_from=host_pattern(origin) if origin is not None else "",
        )
    without = ", ".join(found.removed)
    there = parse_origin(reveal(found.message.url))
    if there != parse_origin(reveal(exchange.request.url)) and _holds_secret(found.message, mask):
        return RedirectStep(
            note="Redirect not followed. It would send a secret in the URL to another origin."
        )
    host = there.host if there is not None else "its target"
    note = f"Followed the redirect to {host} without {without}." if without else ""
    return RedirectStep(found.message, note)


def _holds_secret(message: RequestMessage, mask: Callable[[str], str]) -> bool:
    return mask(reveal(message.url)) != reveal(message.url)
