"""Token requests as a script makes them: with the bytes that the token worker would send."""

from __future__ import annotations

from msgspec import Struct

from outrider.engine.tokens.token_exchange import token_request_message
from outrider.exporters.load.load_script import ScriptToken
from outrider.exporters.load.markers import Markers, MarkTier
from outrider.exporters.load.script_messages import MessageWriter
from outrider.exporters.load.script_text import SlotKind
from outrider.model.auth import ResolvedAuth
from outrider.model.secret import Secret, reveal
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.dpop import wants_dpop
from outrider.oauth.grant_flow import ClientAuthContext, GrantContext, TokenRequest, expect
from outrider.oauth.grants import find_grant
from outrider.oauth.grants.first_step import STAND_IN
from outrider.oauth.metadata import metadata_urls
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import SUFFIX, ServerEndpoints

_GRANTS = {"client_credentials": False, "password": True}
"""Grant types that a script can perform, and whether refresh tokens renew their tokens."""

_METHODS = frozenset({"client_secret_basic", "client_secret_post", "none"})


def why_not_scripted(auth: ResolvedAuth) -> str:
    """Why a script cannot fetch the token of a definition, as a clause; empty where it can."""
    config = auth.config
    if config.type != "oauth2":
        return f'auth of type "{config.type}" has no counterpart'
    grant = reveal(auth.setting("grant_type"))
    if grant not in _GRANTS:
        return f'grant type "{grant}" has no counterpart'
    method = reveal(auth.setting("token_endpoint_auth_method"))
    if method not in _METHODS:
        return f'client authentication method "{method}" has no counterpart'
    if config.sources:
        return f"{', '.join(config.sources)} is read again for each token request"
    return ""


def is_bound(auth: ResolvedAuth) -> bool:
    """Whether the token is bound to a key of the process (RFC 9449)."""
    return auth.config.type == "oauth2" and wants_dpop(auth)


class TokenWriter(Struct, frozen=True):
    """Writes the tokens of one script.

    Attributes:
        markers: stand for refresh tokens.
        writer: writes messages.
    """

    markers: Markers
    writer: MessageWriter

    def token(self, auth: ResolvedAuth, name: str) -> tuple[ScriptToken, tuple[str, ...]]:
        """The token of a definition, and what could not be written of it.

        Raises:
            OutriderError: its request cannot be made.
        """
        grant = reveal(auth.setting("grant_type"))
        issuer = reveal(auth.setting("issuer"))
        is_announced = bool(issuer) and not reveal(auth.setting("token_endpoint"))
        request = self.writer.message(token_request_message(_request(auth, None), auth))
        notes = [*self.writer.notes]
        refresh = None
        if _GRANTS[grant]:
            mark = Secret(self.markers.mark(SlotKind.REFRESH_TOKEN, "", MarkTier.TOKEN))
            refresh = self.writer.message(token_request_message(_request(auth, mark), auth))
            notes += self.writer.notes
        made = ScriptToken(
            name,
            request,
            refresh,
            tuple(metadata_urls(issuer)) if is_announced else (),
            issuer if is_announced else "",
            auth.config.token_response,
        )
        return made, tuple(notes)


def _request(auth: ResolvedAuth, refresh_token: Secret | None) -> TokenRequest:
    """The first request of the grant."""
    grant = find_grant(reveal(auth.setting("grant_type")))
    method = find_client_auth(reveal(auth.setting("token_endpoint_auth_method")))
    assert grant is not None
    assert method is not None
    issuer = reveal(auth.setting("issuer"))
    written = {name: reveal(url) for name, url in auth.settings.items() if name.endswith(SUFFIX)}
    announced = {"token_endpoint": STAND_IN} if issuer else {}

    def authenticate(request: TokenRequest) -> TokenRequest:
        context = ClientAuthContext(now=0.0, new_id=str, issuer=issuer)
        return method.authenticate(request, auth, context)

    context = GrantContext(
        auth=auth,
        endpoints=ServerEndpoints(written, announced, issuer, auth.config.place),
        authenticate=authenticate,
        clock=float,
        random_bytes=bytes,
        proof_key=ProofKey.generate,
        refresh_token=refresh_token,
    )
    step = next(grant.flow(context))
    return expect(TokenRequest, step)  # type: ignore[arg-type]
