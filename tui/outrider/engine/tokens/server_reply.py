"""The whole response of an authorization server to a request of the client's."""

from __future__ import annotations

import re

from msgspec.structs import replace

from outrider.errors import ResolveError, TokenEndpointFailed
from outrider.model.exchange import Exchange, Failure, FailureKind
from outrider.model.message import ResponseMessage
from outrider.model.secret import masked
from outrider.next_steps import SetUrl
from outrider.oauth.token_client import TokenClient, capital


def whole_reply(
    exchange: Exchange, endpoint: str, client: TokenClient, asked: str
) -> ResponseMessage:
    """The whole answer of an exchange.

    Raises:
        TokenEndpointFailed: there is none.
        ResolveError: nothing was sent, because the setting of a proxy is malformed.
    """
    failure, response = exchange.failure, exchange.response
    if failure is not None:
        failure = placed_failure(
            replace(failure, what=f"{asked} failed: {failure.what}"), exchange, client
        )
        of_settings = failure.kind is FailureKind.PROXY_CONFIGURATION
        kind = ResolveError if of_settings else TokenEndpointFailed
        raise failure.error(kind, f"{exchange.request.method} {endpoint}")
    assert response is not None
    if response.truncated:
        is_token = exchange.request.method == "POST"
        raise TokenEndpointFailed(
            f"The {'token response' if is_token else 'issuer metadata'} is larger than 1 MB.",
            code="token_too_large",
            where=f"{exchange.request.method} {endpoint}",
            advice=f"Check {client.endpoint}.",
            step=client.endpoint.step,
        )
    return response


def _named(key: str, advice: str) -> re.Match[str] | None:
    """Where advice names a key; a file's name or a word of the sentence is none."""
    before = "" if "_" in key else r"(?<!\bits )(?<!\bthe )"
    return re.search(rf"(?<![\w./-]){before}{re.escape(key)}(?![\w/-]|\.\w)", advice)


def placed_failure(failure: Failure, exchange: Exchange, client: TokenClient) -> Failure:
    """The failure with the file and line of the key that its advice is about."""
    source = client.endpoint
    if not isinstance(failure.step, SetUrl):
        # Metadata is also read of the server of a token endpoint that is written.
        keys = (source.key, "issuer", "token_endpoint")
        found = next(filter(None, (_named(key, failure.advice) for key in keys)), None)
        if found is None:
            return failure
        advice = f"{failure.advice[: found.start()]}{source}{failure.advice[found.end() :]}"
        return replace(failure, advice=advice, step=failure.step or source.step)
    if exchange.request.method == "GET":
        advice = f"Change http:// to https:// in {source}."
    elif source.key == "issuer":
        advice = f"Ask the provider for an https:// token endpoint; see {source}."
    else:
        secure = f"https://{masked(exchange.request.url).partition('://')[2]}"
        advice = f"{capital(client.assign(source.key, client.mask(secure)))}."
    return replace(failure, advice=advice, step=source.step)
