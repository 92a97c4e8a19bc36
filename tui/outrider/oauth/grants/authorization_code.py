"""The authorization code grant with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8252)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Generator
from hashlib import sha256
from hmac import compare_digest
from typing import NoReturn
from urllib.parse import urlencode, urlsplit, urlunsplit

from outrider.errors import AuthorizationError
from outrider.model.auth import Field, FieldKind
from outrider.model.message import ResponseMessage
from outrider.model.secret import Secret, reveal
from outrider.next_steps import SendAgain
from outrider.oauth.dpop import proof_key_of, wants_dpop
from outrider.oauth.grant_flow import (
    UNKNOWN_STATE,
    AwaitRedirect,
    FlowStep,
    GrantContext,
    GrantFlow,
    Listen,
    RedirectResponse,
    ShowUser,
    StepResult,
    TokenRequest,
    expect,
)
from outrider.oauth.token_refresh import (
    requested_scope,
    require_person,
    visible_parameters,
    with_refresh,
)

PATIENCE = 300.0
"""Seconds that a sign-in may take."""

_KEY = "dpop_jkt"
_OURS = frozenset(
    ("response_type", "redirect_uri", "state", "code_challenge", "code_challenge_method", _KEY)
)


def code_challenge(verifier: str) -> str:
    """The challenge of a verifier by S256 (RFC 7636 §4.2)."""
    return _base64url(sha256(verifier.encode("ascii")).digest())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


class AuthorizationCode:
    """The user signs in with a browser, which is sent back with a code."""

    grant_type = "authorization_code"
    summary = "The user signs in with a browser; PKCE with S256 (RFC 6749 §4.1, RFC 7636)."
    fields: tuple[Field, ...] = (
        Field(
            "authorization_endpoint",
            "Sign-in page",
            kind=FieldKind.URL,
            help="URL; else the issuer's metadata",
            meaning=(
                "URL of the page where the user signs in. Without it, that of the issuer's "
                "metadata."
            ),
            example="https://login.example.com/authorize",
        ),
        Field(
            "redirect_uri",
            "Redirect URI",
            default="http://127.0.0.1:8913/callback",
            help="as registered; port 0: any",
            meaning=(
                "URL to which the browser comes back, as it is registered with the server. On "
                "loopback, port 0 takes a free port."
            ),
            example="http://127.0.0.1:0/callback",
        ),
        Field(
            "pushed_authorization_request_endpoint",
            "PAR endpoint",
            kind=FieldKind.URL,
            help="URL, if requests are pushed",
            meaning=(
                "URL to which the authorization request is pushed before (RFC 9126). Without it, "
                "it is not pushed, unless the issuer's metadata requires that."
            ),
            example="https://login.example.com/par",
        ),
    )

    def flow(self, context: GrantContext) -> GrantFlow:
        """The refresh token where there is one; else a code from the browser."""
        return with_refresh(context, self._sign_in)

    def _sign_in(self, context: GrantContext) -> GrantFlow:
        from outrider.oauth.token_response import read_token_response

        require_person(context, "authorization code")
        endpoint = context.endpoints.need("token_endpoint")
        page = context.endpoints.need("authorization_endpoint")
        verifier = _base64url(context.random_bytes(32))
        redirects = _Redirects(context, _base64url(context.random_bytes(24)))
        written = reveal(context.auth.setting("redirect_uri"))
        redirect_uri = expect(str, (yield Listen(written, redirects.fault)))
        form = (
            ("response_type", "code"),
            ("redirect_uri", redirect_uri),
            ("state", redirects.state),
            ("code_challenge", code_challenge(verifier)),
            ("code_challenge_method", "S256"),
            *_bound_code(context),
            *requested_scope(context),
            *((name, value) for name, value in visible_parameters(context) if name not in _OURS),
        )
        query = yield from _query(context, form)
        yield ShowUser(
            "",
            _with_query(page, query),
            title=f"Sign in to {context.environment}" if context.environment else "Sign in",
            expires_at=context.clock() + PATIENCE,
            redirect_uri=redirect_uri,
            takes_redirect=True,
        )
        redirect = expect(RedirectResponse, (yield AwaitRedirect(PATIENCE)))
        request = TokenRequest(
            endpoint,
            (
                ("grant_type", self.grant_type),
                ("code", Secret(redirects.code(redirect, page))),
                ("redirect_uri", redirect_uri),
                ("code_verifier", Secret(verifier)),
                *context.auth.token_parameters,
            ),
            leg="authorization code",
        )
        reply = expect(ResponseMessage, (yield context.authenticate(request)))
        return read_token_response(reply, endpoint, context.client)


class _Redirects:
    """What comes back from the browser, and whether it belongs to this sign-in."""

    def __init__(self, context: GrantContext, state: str) -> None:
        self.state = state
        self._issuer = context.endpoints.issuer
        metadata = context.metadata
        self._names_issuer = metadata is not None and metadata.identifies_itself

    def fault(self, redirect: RedirectResponse) -> str:
        """What is wrong with a redirect, so that the right one is still waited for."""
        states = [value for name, value in redirect.parameters if name == "state"]
        code, error = redirect.first("code"), redirect.first("error")
        if not code and not error:
            return "This URL has no code."
        if states == [UNKNOWN_STATE]:
            return ""
        if len(states) != 1 or not compare_digest(states[0].encode(), self.state.encode()):
            return "This URL belongs to another sign-in (state differs). Open the URL above again."
        return ""

    def code(self, redirect: RedirectResponse, page: str) -> str:
        """The code.

        Raises:
            AuthorizationError: another issuer answers (RFC 9207 §2.4), the server refuses, or it
                gives more than one code.
        """
        typed = redirect.first("state") == UNKNOWN_STATE
        named = [value for name, value in redirect.parameters if name == "iss"]
        if (named and self._issuer and not typed) or (self._names_issuer and not typed):
            self._check_issuer(named, page)
        error = redirect.first("error")
        if error:
            from outrider.oauth.endpoint_response import redirect_words

            _fail(redirect_words(error, redirect.first("error_description")), page, error)
        codes = [value for name, value in redirect.parameters if name == "code"]
        if len(codes) != 1:
            _fail("The browser came back with more than one code.", page, "redirect_code")
        return codes[0]

    def _check_issuer(self, named: list[str], page: str) -> None:
        if len(named) == 1 and named[0].rstrip("/") == self._issuer.rstrip("/"):
            return
        if not named:
            what = "The redirect does not name its issuer."
        else:
            what = f'The redirect names another issuer: "{named[0][:200]}".'
        _fail(what, page, "redirect_issuer", f'Expected "{self._issuer}" (RFC 9207).')


def _fail(what: str, page: str, code: str, why: str = "") -> NoReturn:
    raise AuthorizationError(what, code=code, where=page, why=why, step=SendAgain())


def _bound_code(context: GrantContext) -> tuple[tuple[str, str], ...]:
    """The key to which the code is bound where the tokens are (RFC 9449 §10)."""
    if not wants_dpop(context.auth):
        return ()
    return ((_KEY, proof_key_of(context.auth, context.proof_key).thumbprint),)


def _query(
    context: GrantContext, form: tuple[tuple[str, str], ...]
) -> Generator[FlowStep, StepResult, tuple[tuple[str, str], ...]]:
    """The query of the page: the parameters, or where they have been pushed (RFC 9126)."""
    client_id = ("client_id", reveal(context.auth.setting("client_id")))
    name = "pushed_authorization_request_endpoint"
    required = context.metadata is not None and context.metadata.requires_pushed_requests
    if not (context.endpoints.written.get(name) or required):
        return (client_id, *form)
    from outrider.oauth.endpoint_response import EndpointResponse

    request = context.authenticate(
        TokenRequest(
            context.endpoints.need(name),
            form,
            leg="pushed authorization request",
            name="Pushed authorization request",
            endpoint_key=name,
        )
    )
    if all(name != "client_id" for name, _ in request.parameters):
        request = request.with_parameters(client_id)
    reply = expect(ResponseMessage, (yield request))
    response = EndpointResponse.to(request, reply, context.client)
    return (client_id, ("request_uri", response.text(response.members(), "request_uri")))


def _with_query(page: str, query: tuple[tuple[str, str], ...]) -> str:
    """A URL with a query beside its own (RFC 6749 §3.1)."""
    parts = urlsplit(page)
    joined = "&".join(filter(None, (parts.query, urlencode(query))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, joined, ""))
