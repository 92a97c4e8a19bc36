"""What a grant yields, and what it is sent back.

A grant is a generator: it yields a step, the driver performs it and sends the result back, and the
generator returns the :class:`~outrider.model.token.TokenResponse`. Grants never sleep, print or
open sockets, so the same one serves a shell, a screen and a test.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias

from msgspec import Struct

from outrider.model.message import HeaderFields
from outrider.model.secret import MaybeSecret
from outrider.model.token import TokenResponse


class ClientTls(Struct, frozen=True):
    """TLS material that the client authenticates with (RFC 8705 §2), as absolute paths."""

    certificate: str
    key: str = ""


class TokenRequest(Struct, frozen=True):
    """A form POST of the client's to the authorization server (RFC 6749 §3.2).

    Attributes:
        endpoint: absolute URL.
        parameters: the form, in order; a name may be repeated.
        fields: header fields beside those that every token request carries.
        tls: material for the connection; ``None`` for the environment's own.
    """

    endpoint: str
    parameters: tuple[tuple[str, MaybeSecret], ...]
    fields: HeaderFields = ()
    tls: ClientTls | None = None


class Wait(Struct, frozen=True):
    """The grant asks to be resumed after a pause.

    Attributes:
        seconds: how long.
        why: for the console.
    """

    seconds: float
    why: str


class PromptUser(Struct, frozen=True):
    """The grant needs something of the user: to open a page, or to type a text.

    Attributes:
        message: what to tell them.
        url: a page to open, or empty.
        code: what to type there, or empty.
        answer: whether a text is to be sent back.
    """

    message: str
    url: str = ""
    code: str = ""
    answer: bool = False


class TokenEndpointResponse(Struct, frozen=True):
    """What the authorization server answered to a :class:`ScriptTokenRequest`.

    Attributes:
        status: three digits.
        reason: the reason phrase.
        fields: header fields in order.
        body: decoded of content codings.
    """

    status: int
    reason: str
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def first(self, name: str) -> str:
        """The first field value with this name, whatever its case; empty without one."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), "")


FlowStep: TypeAlias = TokenRequest | Wait | PromptUser
StepResult: TypeAlias = TokenEndpointResponse | str | None
"""A reply to a request, a text to a question that wanted one, else ``None``."""

GrantFlow: TypeAlias = Generator[FlowStep, StepResult, TokenResponse]


class ClientAuthContext(Struct, frozen=True):
    """What a client authentication method may need beside the settings.

    Attributes:
        now: seconds since the epoch.
        new_id: makes an unguessable identifier (a ``jti``, say).
        issuer: the authorization server's issuer where it is known, else empty.
    """

    now: float
    new_id: Callable[[], str]
    issuer: str = ""


def expect_response(result: StepResult) -> TokenEndpointResponse:
    """The result of a :class:`ScriptTokenRequest`.

    Raises:
        TypeError: the driver sent something else back.
    """
    if not isinstance(result, TokenEndpointResponse):
        raise TypeError(f"a token request is answered with a TokenReply, not {type(result)}")
    return result
