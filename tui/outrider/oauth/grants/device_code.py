"""The device authorization grant (RFC 8628)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from msgspec import Struct

from outrider.errors import AuthorizationError, TokenEndpointFailed, TokenRefused
from outrider.model.auth import Field, FieldKind
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.next_steps import SendAgain
from outrider.oauth.grant_flow import (
    FlowStep,
    GrantContext,
    GrantFlow,
    ShowUser,
    StepResult,
    TokenRequest,
    Wait,
    expect,
)
from outrider.oauth.token_refresh import (
    requested_scope,
    require_person,
    visible_parameters,
    with_refresh,
)

INTERVAL = 5.0
"""Seconds between two polls where the server does not say, and added where it wants more."""

LIFETIME = 900.0
"""Seconds that a code lives where the server does not say."""

_LONGEST = 3600.0


class DeviceAuthorization(Struct, frozen=True):
    """A device authorization response (RFC 8628 §3.2).

    Attributes:
        complete_uri: with the code in it; empty where the server gives none.
        lifetime: seconds, as ``interval``.
    """

    device_code: Secret
    user_code: str
    verification_uri: str
    complete_uri: str
    lifetime: float
    interval: float


class DeviceCode:
    """The user signs in on any device, while the client asks whether that is done."""

    grant_type = "urn:ietf:params:oauth:grant-type:device_code"
    summary = "The user signs in on any device, with a code that is shown (RFC 8628)."
    fields: tuple[Field, ...] = (
        Field(
            "device_authorization_endpoint",
            "Device endpoint",
            kind=FieldKind.URL,
            help="URL; else the issuer's metadata",
            meaning=(
                "URL that gives the code (RFC 8628). Without it, that of the issuer's metadata."
            ),
            example="https://login.example.com/device",
        ),
    )

    def flow(self, context: GrantContext) -> GrantFlow:
        """The refresh token where there is one; else a code for the user, and polling."""
        return with_refresh(context, self._sign_in)

    def _sign_in(self, context: GrantContext) -> GrantFlow:
        require_person(context, "device code")
        endpoint = context.endpoints.need("token_endpoint")
        device = yield from _authorize(context)
        expires_at = context.clock() + device.lifetime
        yield ShowUser(
            "Open this page on any device:",
            device.verification_uri,
            device.user_code,
            title=f"Sign in to {context.environment}" if context.environment else "Sign in",
            scanned_url=device.complete_uri or device.verification_uri,
            expires_at=expires_at,
        )
        form = (("grant_type", self.grant_type), ("device_code", device.device_code))
        request = TokenRequest(endpoint, (*form, *context.auth.token_parameters), leg="polling")
        interval = device.interval
        while True:
            left = max(expires_at - context.clock(), 0.0)
            yield Wait(min(interval, left), "waiting for approval")
            if context.clock() >= expires_at:
                raise _expired(endpoint)
            try:
                reply = expect(ResponseMessage, (yield context.authenticate(request)))
            except TokenEndpointFailed as error:
                # A network that is away for a moment ends nothing (RFC 8628 §3.5).
                if error.code == "insecure_http":
                    raise
                interval = min(interval * 2, max(60.0, device.interval))
                continue
            answer = _poll_answer(reply, endpoint, context)
            if isinstance(answer, TokenResponse):
                return answer
            interval += answer


def _poll_answer(
    reply: ResponseMessage, endpoint: str, context: GrantContext
) -> TokenResponse | float:
    """The token, or how many seconds more to wait between two polls (RFC 8628 §3.5).

    Raises:
        AuthorizationError: the user declined, the code has expired, or the server refuses.
    """
    from outrider.oauth.token_response import read_token_response

    if reply.status >= 500 or reply.status == 429:
        return INTERVAL
    try:
        return read_token_response(reply, endpoint, context.client)
    except TokenRefused as error:
        match error.error:
            case "authorization_pending":
                return 0.0
            case "slow_down":
                return INTERVAL
            case "expired_token":
                raise _expired(endpoint) from None
            case "access_denied" | "authorization_declined":
                raise declined(error, f"POST {endpoint}") from None
            case "device_not_found" | "device_code_not_found":
                raise _unknown(error, endpoint) from None
        raise


def declined(error: AuthorizationError, where: str) -> AuthorizationError:
    """The error for a user who said no; never raised here."""
    made = AuthorizationError(
        "Sign-in was declined.", code="access_denied", where=where, step=SendAgain()
    )
    made.server_message, made.masked = error.server_message, error.masked
    made.whole_message = error.whole_message
    return made


def _expired(endpoint: str) -> AuthorizationError:
    return AuthorizationError(
        "The code expired before sign-in was finished.",
        code="expired_token",
        where=f"POST {endpoint}",
        step=SendAgain(),
    )


def _unknown(error: AuthorizationError, endpoint: str) -> AuthorizationError:
    """The server has given the code and does not know it: it was used, or has been forgotten."""
    made = AuthorizationError(
        "The authorization server does not know the code any more.",
        code=error.code,
        where=f"POST {endpoint}",
        step=SendAgain(),
    )
    made.server_message, made.masked = error.server_message, error.masked
    made.whole_message = error.whole_message
    return made


def _authorize(
    context: GrantContext,
) -> Generator[FlowStep, StepResult, DeviceAuthorization]:
    """Asks for a code (RFC 8628 §3.1)."""
    from outrider.oauth.endpoint_response import EndpointResponse

    key = "device_authorization_endpoint"
    request = TokenRequest(
        context.endpoints.need(key),
        (*requested_scope(context), *visible_parameters(context)),
        leg="device authorization",
        name="Device authorization request",
        endpoint_key=key,
    )
    reply = expect(ResponseMessage, (yield context.authenticate(request)))
    response = EndpointResponse.to(request, reply, context.client)
    members = response.members()
    uri = members.get("verification_uri") or members.get("verification_url")
    return DeviceAuthorization(
        Secret(response.text(members, "device_code")),
        response.text(members, "user_code"),
        response.text({"verification_uri": uri}, "verification_uri"),
        _optional_text(members, "verification_uri_complete"),
        _seconds(members, "expires_in", LIFETIME),
        _seconds(members, "interval", INTERVAL),
    )


def _optional_text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _seconds(members: Mapping[str, Any], name: str, usual: float) -> float:
    """A number of seconds above 0, also where it is written as text."""
    written = members.get(name)
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return usual
    try:
        seconds = float(written)
    except (ValueError, OverflowError):
        return usual
    return min(seconds, _LONGEST) if seconds > 0 else usual
