"""A warning where this machine's clock is so wrong that tokens look expired."""

from __future__ import annotations

from outrider.model.jwt import decode_jwt, numeric_date
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret, reveal
from outrider.oauth.clock_difference import clock_difference, difference_text


def clock_warning(reply: ResponseMessage, token: Secret, now: float, host: str) -> str:
    """One line; empty where the clocks agree as far as is known.

    Args:
        reply: the token response.
        token: the token that it brought.
        now: when it was here, in seconds since the epoch.
        host: of the server.
    """
    ahead = clock_difference(reply, now)
    if ahead:
        return f"{difference_text(ahead, host)} Tokens may look expired. Set the clock."
    if reply.header("date") is not None:
        return ""
    decoded = decode_jwt(reveal(token))
    expires = numeric_date(decoded.claims.get("exp")) if decoded is not None else None
    if expires is not None and expires <= now:
        return (
            f"The token of {host} had expired on arrival: the clock of this machine is probably "
            "ahead. Set the clock."
        )
    return ""
