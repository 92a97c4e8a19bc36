"""Whether an API's 401 is about the token, so that another one is worth a try."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.auth.origins import parse_origin
from outrider.lazy_pattern import lazy_pattern
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import ResponseMessage
from outrider.model.secret import reveal
from outrider.model.token import TokenSource, TokenUse

_ERROR_PARAMETER = lazy_pattern(r'(?<!\w)error\s*=\s*"?(\w+)')


def unauthorized(exchange: Exchange) -> ResponseMessage | None:
    """The answer that asks for credentials, or for other ones (RFC 9110 §15.5.2)."""
    response = exchange.response
    asks = exchange.failure is None and response is not None and response.status == 401
    return response if asks else None


SIGNED = "aws_sigv4"
"""The type of a definition that signs requests for AWS, whose refusals have codes of their own."""


REFUSALS = frozenset({400, 401, 403, 413, 431, 494, 511})
"""Statuses of which something may be known that the response itself does not say.

AWS says 400 of a signature; the others are about access, about headers that a token has made too
large (RFC 6585 §5, nginx), or of a network that wants a sign-in (RFC 6585 §6).
"""


def is_refused(exchange: Exchange | None) -> bool:
    """Whether the answer refuses in a way that may have to do with the credentials."""
    response = exchange.response if exchange is not None else None
    if response is None:
        return False
    # A redirect may lead to a page where people sign in.
    return response.status in REFUSALS or (
        300 <= response.status < 400 and bool(response.header("location"))
    )


def is_cached_token_refused(
    use: TokenUse, last: Exchange | None, exchanges: Sequence[Exchange]
) -> bool:
    """Whether an API refused a cached token, so that one new token is worth one more try.

    Args:
        use: the token.
        last: the exchange that decides; ``None`` where there was none.
        exchanges: all of the send.
    """
    if use.source is not TokenSource.CACHE or last is None:
        return False
    response = unauthorized(last)
    if response is None:
        return False
    first = next(one for one in exchanges if one.purpose is Purpose.API)
    if parse_origin(reveal(first.request.url)) != parse_origin(reveal(last.request.url)):
        return False
    errors = set(_ERROR_PARAMETER.findall(", ".join(response.headers_named("www-authenticate"))))
    return "insufficient_scope" not in errors and (not errors or "invalid_token" in errors)
