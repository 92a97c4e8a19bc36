"""The protocol between a grant and its driver: requests, waits, questions and responses.

A grant is a generator: it yields a step, the driver performs it and sends the result back, and the
generator returns the :class:`~outrider.model.token.TokenResponse`. Grants never sleep, print or
open sockets, so the same one serves a shell, a screen and a test.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import ClassVar, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ClientTls
from outrider.model.message import HeaderFields, ResponseMessage
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.token import TokenResponse
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import ServerEndpoints
from outrider.oauth.token_client import TokenClient

T = TypeVar("T")


class TokenRequest(Struct, frozen=True):
    """A form POST of the client's to the authorization server (RFC 6749 §3.2).

    Attributes:
        endpoint: absolute URL.
        parameters: the form, in order; a name may be repeated.
        headers: header fields beside those that every token request carries.
        tls: material for the connection; ``None`` for the environment's own.
    """

    endpoint: str
    parameters: tuple[tuple[str, MaybeSecret], ...]
    headers: HeaderFields = ()
    tls: ClientTls | None = None

    def with_parameters(self, *added: tuple[str, MaybeSecret]) -> TokenRequest:
        """The same with more parameters."""
        return replace(self, parameters=(*self.parameters, *added))


class Wait(Struct, frozen=True):
    """The grant asks to be resumed after a pause; ``why`` is for the console."""

    seconds: float
    why: str


class PromptUser(Struct, frozen=True):
    """The grant needs a text that the user types; it is not shown while it is a secret one."""

    message: str
    secret: bool = False


class ShowUser(Struct, frozen=True):
    """The user has something to do elsewhere: it is shown until the flow has ended.

    Attributes:
        code: what to type there, or empty.
    """

    message: str
    url: str
    code: str = ""


class Listen(Struct, frozen=True):
    """Somebody shall listen for the redirect (RFC 8252 §7.3), before the page is opened.

    Attributes:
        redirect_uri: on loopback; port 0 takes a free one. The URI as it is then is sent back.
    """

    redirect_uri: str


class AwaitRedirect(Struct, frozen=True):
    """The grant goes on when the browser has been sent back, within so many seconds."""

    timeout: float = 300.0


class RedirectResponse(SafeRepr, frozen=True):
    """The parameters with which the browser came back (RFC 6749 §4.1.2).

    Anybody on this machine can send one: a grant compares ``state``, and waits again.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"parameters"})

    parameters: tuple[tuple[str, str], ...]

    def first(self, name: str) -> str:
        """The first value of a parameter; empty without one."""
        return next((value for key, value in self.parameters if key == name), "")


FlowStep: TypeAlias = TokenRequest | Wait | PromptUser | ShowUser | Listen | AwaitRedirect
StepResult: TypeAlias = ResponseMessage | RedirectResponse | MaybeSecret | None
"""The answer to a request, the redirect, what was typed or is listened on; else ``None``."""

GrantFlow: TypeAlias = Generator[FlowStep, StepResult, TokenResponse]


class ClientAuthContext(Struct, frozen=True):
    """What a client authentication method may need beside the settings.

    Attributes:
        now: seconds since the epoch.
        new_id: makes an unguessable identifier (a ``jti``, say).
        issuer: the authorization server's issuer where it is known, else empty.
        client: for the words of a refusal; ``None`` where nothing is known of it.
        certificates: the PEM file of the environment's client certificate, where a method needs
            it; empty without one.
    """

    now: float
    new_id: Callable[[], str]
    issuer: str = ""
    client: TokenClient | None = None
    certificates: str = ""


class GrantContext(Struct, frozen=True):
    """What a grant is given: everything that it must not have by itself.

    Attributes:
        authenticate: adds the client's credentials to a request, new ones each time.
        clock: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        proof_key: the key by which the client proves that the token is its own; made when it is
            first asked for, and the same for the API's requests (RFC 9449 §4).
        refresh_token: the one that came with the last token, where there was one.
        client: what is known of the client, for the words of a refusal.
    """

    auth: ResolvedAuth
    endpoints: ServerEndpoints
    authenticate: Callable[[TokenRequest], TokenRequest]
    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    proof_key: Callable[[], ProofKey]
    refresh_token: Secret | None = None
    is_attended: bool = False
    client: TokenClient | None = None


def expect(kind: type[T], result: StepResult) -> T:
    """The result of a step that is answered with this kind of value.

    Raises:
        TypeError: the driver sent something else back.
    """
    if not isinstance(result, kind):
        raise TypeError(f"the step was given {kind.__name__}, not {type(result)}")
    return result
