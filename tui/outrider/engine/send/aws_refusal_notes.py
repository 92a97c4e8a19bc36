"""What is known of a signature that AWS refused: its scope, and where its keys come from."""

from __future__ import annotations

import re

from outrider.engine.send.prepared_send import PreparedSend
from outrider.model.exchange import Exchange
from outrider.model.message import ResponseMessage, header_value
from outrider.model.secret import masked, reveal
from outrider.model.value_source import ValueSource
from outrider.oauth.aws_refusal import AwsSignature, read_aws_error, signature_refused
from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d+/([^/,\s]+)/([^/,\s]+)/aws4_request")


def aws_refusal_cause(
    prepared: PreparedSend, exchange: Exchange, response: ResponseMessage, refusal: ApiRefusal
) -> RefusalCause | None:
    """Why AWS refused the last request; ``None`` where no signature of the auth was sent."""
    auth = prepared.authentication.auth
    sent = reveal(header_value(exchange.request.headers, "authorization") or "")
    scope = _SCOPE.search(sent)
    if auth is None or scope is None:
        return None
    name = auth.config.name
    session = bool(reveal(auth.setting("session_token")))
    keys = ("access_key_id", "secret_access_key", *(("session_token",) if session else ()))
    signed = AwsSignature(
        auth=f"[auth.{name}]" if name else "[auth]",
        region=scope[2],
        service=scope[3],
        access_key=masked(auth.setting("access_key_id")),
        has_session=session,
        secret=str(_source(prepared, "secret_access_key")),
        keys=", ".join(str(_source(prepared, key)) for key in keys),
    )
    error = read_aws_error(response.content, response.header("x-amzn-errortype") or "")
    return signature_refused(refusal, error, signed)


def _source(prepared: PreparedSend, key: str) -> ValueSource:
    sources, auth = prepared.authentication.sources, prepared.authentication.auth
    if sources is not None:
        return sources.find(key)
    assert auth is not None
    return ValueSource(key, auth.config.location_of(key))
