"""The protocol between a grant and its driver: requests, waits, questions and responses.

A grant is a generator: it yields a step, the driver performs it and sends the result back, and the
generator returns the :class:`~outrider.model.token.TokenResponse`. Grants never sleep, print or
open sockets, so the same one serves a shell, a screen and a test.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar
from urllib.parse import parse_qsl

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ClientTls
from outrider.model.message import HeaderFields, ResponseMessage
from outrider.model.reason import Reason
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.token import TokenResponse
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.server_endpoints import ServerEndpoints
from outrider.oauth.token_client import TokenClient

if TYPE_CHECKING:
    from outrider.oauth.metadata import ServerMetadata

T = TypeVar("T")


class TokenRequest(Struct, frozen=True):
    """A form POST of the client's to the authorization server (RFC 6749 §3.2).

    Attributes:
        endpoint: absolute URL.
        parameters: the form, in order; a name may be repeated.
        headers: header fields beside those that every token request carries.
        tls: material for the connection; ``None`` for the environment's own.
        reason: why it is made, where it is not for what the whole exchange is made.
        leg: which part of the exchange it is, for the console; empty where it is all of it.
        name: what failures call it.
        renew: makes the same request with assertions of its own, for a server that wants it once
            more; ``None`` where nothing in it is for one request only.
        endpoint_key: of the endpoint, as files and the metadata have it (RFC 8414 §2).
    """

    endpoint: str
    parameters: tuple[tuple[str, MaybeSecret], ...]
    headers: HeaderFields = ()
    tls: ClientTls | None = None
    reason: Reason | None = None
    leg: str = ""
    name: str = "Token request"
    renew: Callable[[], TokenRequest] | None = None
    endpoint_key: str = "token_endpoint"

    def with_parameters(self, *added: tuple[str, MaybeSecret]) -> TokenRequest:
        """The same with more parameters."""
        return replace(self, parameters=(*self.parameters, *added))


def renewed(request: TokenRequest) -> TokenRequest:
    """The same request, with assertions of its own where it has some."""
    return request.renew() if request.renew is not None else request


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
        message: what the page is opened for, in a sentence; empty for a page that is opened here.
        code: what to type there, or empty.
        title: where the user signs in.
        scanned_url: what a QR code leads to; empty for none.
        expires_at: when it is too late (seconds since the epoch).
        redirect_uri: where the browser ends, for what is opened in the browser of this machine;
            empty where any device will do.
        takes_redirect: whether the user may say where the browser has ended.
        can_open: a browser may be sent there: set by the driver.
    """

    message: str
    url: str
    code: str = ""
    title: str = "Sign in"
    scanned_url: str = ""
    expires_at: float | None = None
    redirect_uri: str = ""
    takes_redirect: bool = False
    can_open: bool = False


class Listen(Struct, frozen=True):
    """Somebody shall listen for the redirect (RFC 8252 §7.3), before the page is opened.

    Attributes:
        redirect_uri: on loopback; port 0 takes a free one. The URI as it is then is sent back. One
            that is elsewhere is only read from what the user pastes.
        check: what is wrong with a redirect, in a sentence; empty for one that is waited for.
    """

    redirect_uri: str
    check: CheckRedirect | None = None


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


CheckRedirect: TypeAlias = Callable[[RedirectResponse], str]

UNKNOWN_STATE = "\0"
"""The ``state`` of a code that was pasted alone; no server can send it."""


def pasted_redirect(text: str) -> RedirectResponse:
    """Where the browser has ended, as somebody pastes it: the URL, its query, or only the code."""
    line = "".join(text.split())
    if "=" not in line and "://" not in line:
        return RedirectResponse((("code", line), ("state", UNKNOWN_STATE)) if line else ())
    query = line.partition("?")[2] if "?" in line else "" if "://" in line else line
    return RedirectResponse(
        tuple(parse_qsl(query.partition("#")[0], keep_blank_values=True, errors="replace"))
    )


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


def _nothing() -> None:
    """There is nothing to forget."""


class GrantContext(Struct, frozen=True):
    """What a grant is given: everything that it must not have by itself.

    Attributes:
        authenticate: adds the client's credentials to a request, new ones each time.
        clock: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        proof_key: the key by which the client proves that the token is its own; made when it is
            first asked for, and the same for the API's requests (RFC 9449 §4).
        refresh_token: the one that came with the last token, where there was one.
        forget_refresh_token: that one is worth nothing any more.
        is_attended: somebody is there who can be asked and shown something.
        environment: what people call the environment; empty without one.
        metadata: what the issuer says of itself; ``None`` where nobody asked it.
        client: what is known of the client, for the words of a refusal.
        certificates: as in :class:`ClientAuthContext`.
    """

    auth: ResolvedAuth
    endpoints: ServerEndpoints
    authenticate: Callable[[TokenRequest], TokenRequest]
    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    proof_key: Callable[[], ProofKey]
    refresh_token: Secret | None = None
    forget_refresh_token: Callable[[], None] = _nothing
    is_attended: bool = False
    environment: str = ""
    metadata: ServerMetadata | None = None
    client: TokenClient | None = None
    certificates: str = ""


def expect(kind: type[T], result: StepResult) -> T:
    """The result of a step that is answered with this kind of value.

    Raises:
        TypeError: the driver sent something else back.
    """
    if not isinstance(result, kind):
        raise TypeError(f"the step was given {kind.__name__}, not {type(result)}")
    return result
