"""The refresh token behind a grant: used silently, until the server accepts it no longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec.structs import replace

from outrider.errors import SignInRequired, TokenRefused
from outrider.model.message import ResponseMessage
from outrider.model.reason import REFRESH_REJECTED, REFRESHED, Reason
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.oauth.grant_flow import GrantContext, GrantFlow, TokenRequest, expect

SignIn: TypeAlias = Callable[[GrantContext], GrantFlow]

_WORTHLESS = frozenset(
    {
        "invalid_grant",
        "bad_refresh_token",
        "interaction_required",
        "login_required",
        "consent_required",
    }
)
"""Errors after which only a new sign-in helps: RFC 6749 §5.2, OpenID Connect Core, GitHub."""


def with_refresh(context: GrantContext, sign_in: SignIn) -> GrantFlow:
    """A token for the refresh token that is kept, else by the grant from its beginning.

    A refresh token that the server rejects is forgotten, and the grant begins anew, once.
    """
    if context.refresh_token is None:
        return (yield from sign_in(context))
    try:
        return (yield from _refresh(context, context.refresh_token))
    except TokenRefused as error:
        if error.error not in _WORTHLESS:
            raise
    context.forget_refresh_token()
    return (yield from _because(REFRESH_REJECTED, sign_in(context)))


def _refresh(context: GrantContext, refresh_token: Secret) -> GrantFlow:
    """One request (RFC 6749 §6); without a scope, which keeps the one that was granted."""
    from outrider.oauth.token_response import read_token_response

    endpoint = context.endpoints.need("token_endpoint")
    request = TokenRequest(
        endpoint,
        (
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            *context.auth.token_parameters,
        ),
        reason=REFRESHED,
    )
    reply = expect(ResponseMessage, (yield context.authenticate(request)))
    answer = read_token_response(reply, endpoint, context.client)
    return replace(answer, refreshed=True)


def _because(reason: Reason, flow: GrantFlow) -> GrantFlow:
    """The flow, whose requests are made for this reason."""
    try:
        step = next(flow)
        while True:
            if isinstance(step, TokenRequest):
                step = replace(step, reason=reason)
            step = flow.send((yield step))
    except StopIteration as done:
        answer: TokenResponse = done.value
        return answer
    finally:
        flow.close()


def require_person(context: GrantContext, grant: str) -> None:
    """Goes on only where somebody is there to sign in.

    Raises:
        SignInRequired: nobody is.
    """
    if not context.is_attended:
        raise SignInRequired(
            f"Sign-in needs a person: the {grant} grant cannot run unattended.",
            advice="Run it in a terminal, or use the workbench.",
        )


def requested_scope(context: GrantContext) -> tuple[tuple[str, str], ...]:
    """The scope parameter: words in the user's order, one space between them (RFC 6749 §3.3)."""
    from outrider.model.secret import reveal

    scope = " ".join(reveal(context.auth.setting("scope")).split())
    return (("scope", scope),) if scope else ()


def visible_parameters(context: GrantContext) -> tuple[tuple[str, str], ...]:
    """The parameters of the token request that a browser may see: those that are no secrets."""
    return tuple(
        (name, value)
        for name, value in context.auth.token_parameters
        if not isinstance(value, Secret)
    )
