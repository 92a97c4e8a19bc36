"""The one record of an HTTP exchange: console, response, history and command line read it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, TypeVar

from msgspec import Struct, field

from outrider.errors import OutriderError
from outrider.model.connection import ConnectionSettings
from outrider.model.message import RequestMessage, ResponseMessage
from outrider.next_steps import NextStep

E = TypeVar("E", bound=OutriderError)


class Purpose(StrEnum):
    """Why an exchange was made."""

    TOKEN = "token"
    API = "api"


class FailureKind(StrEnum):
    """How an exchange ended without a whole response; each has its own sentence."""

    DNS = "dns"
    REFUSED = "connection_refused"
    UNREACHABLE = "unreachable"
    CONNECT = "connect"
    CONNECT_TIMEOUT = "connect_timeout"
    READ_TIMEOUT = "read_timeout"
    WRITE_TIMEOUT = "write_timeout"
    DEADLINE = "deadline"
    TLS_SELF_SIGNED = "tls_self_signed"
    TLS_UNKNOWN_CA = "tls_unknown_ca"
    TLS_EXPIRED = "tls_expired"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_VERIFY = "tls_verify"
    TLS_NOT_TLS = "tls_not_tls"
    TLS_PROTOCOL = "tls_protocol"
    TLS_CONFIGURATION = "tls_configuration"
    PROXY = "proxy"
    PROXY_CONFIGURATION = "proxy_configuration"
    PROTOCOL = "protocol"
    HTTP_VERSION = "http_version"
    BROKEN_BODY = "broken_body"
    DECODING = "decoding"
    INVALID_REQUEST = "invalid_request"
    REQUEST_FILE = "request_file"
    OUTPUT_FILE = "output_file"
    CANCELLED = "cancelled"
    INTERNAL = "internal"


def expects_tls(port: int) -> str:
    """What a server means that refuses plain http at a port."""
    return f"The URL uses http://, but port {port} expects TLS."


REQUEST_SENT = "A part of the request was sent."
"""A note (PEP 678) on the CancelledError of an exchange of which bytes went out already."""


class Resend(StrEnum):
    """Whether a server said that it did not process a request, so that it may be sent again."""

    NO = ""
    AGAIN = "on a new connection"
    WITH_HTTP1 = "with HTTP/1.1"


class Failure(Struct, frozen=True):
    """An exchange that ended without a whole response.

    Attributes:
        what: one sentence, never blank, never with a secret.
        where: scheme, host and port that were talked to.
        why: the cause underneath, in the words of the system or the library; may be empty.
        sent: whether a byte of the request went out.
        resend: whether it is worth one more try, without doing anything twice.
        step: what to do next, where it depends on the front end.
        header: name of the header field that is at fault, ``:method`` for the method (RFC 9113
            §8.3.1); empty for none.
    """

    kind: FailureKind
    what: str
    where: str = ""
    why: str = ""
    advice: str = ""
    sent: bool = False
    resend: Resend = Resend.NO
    step: NextStep | None = None
    header: str = ""

    def error(self, kind: type[E], where: str = "") -> E:
        """The failure as an error of a kind, with its own place unless another is given."""
        code, place = self.kind.value, where or self.where
        return kind(
            self.what, code=code, where=place, why=self.why, advice=self.advice, step=self.step
        )


class Timing(Struct, frozen=True):
    """How long the phases took, in milliseconds; ``None`` where a phase did not take place.

    Attributes:
        total: from the start to the end of the body.
        connect: name resolution and TCP connection.
        first_byte: from the request's end to the response's header.
    """

    total: float
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    download: float | None = None


class TlsInfo(Struct, frozen=True):
    """An encrypted connection.

    Attributes:
        version: ``TLSv1.3`` and the like.
        subject: whom the server's certificate names; empty where it was not checked.
        issuer: who signed it.
        not_after: until when it is valid, as OpenSSL writes it.
        names: the hosts that it is for.
    """

    version: str
    cipher: str
    subject: str = ""
    issuer: str = ""
    not_after: str = ""
    names: tuple[str, ...] = ()


class ConnectionInfo(Struct, frozen=True):
    """The connection of an exchange.

    Attributes:
        local: address and port on this machine; empty where they are not known.
        peer: those that were connected to: the proxy's, where there is one.
        reused: the connection was there from an exchange before.
        proxy: URL of the proxy, without credentials; empty for none.
        tls: towards the server; ``None`` for plain http.
        added_headers: the header fields that the request got on its way out, beside its own.
    """

    local: str = ""
    peer: str = ""
    reused: bool = False
    proxy: str = ""
    tls: TlsInfo | None = None
    added_headers: tuple[tuple[str, str], ...] = field(default=(), name="added")


class TransportResult(Struct, frozen=True):
    """What the transport gives back for one request message: a response, a failure, or both.

    Both are set where a response began and did not end well.
    """

    response: ResponseMessage | None
    failure: Failure | None
    timing: Timing
    network: ConnectionInfo | None = None


class Exchange(Struct, frozen=True):
    """A request message and what became of it.

    Attributes:
        id: unique in this process, growing.
        environment: id of the environment whose snapshot it used; empty without one.
        reason: why it was made, in words (``no token yet``); empty for a plain send.
        request: as sent, secrets wrapped.
        started_at: seconds since the epoch.
        network: ``None`` where no connection was tried.
        connection: the settings that it used; ``None`` where they are not known any more.
        reason_code: of the reason, for programs.
    """

    id: int
    send_id: int
    purpose: Purpose
    environment: str
    reason: str
    request: RequestMessage
    response: ResponseMessage | None
    failure: Failure | None
    timing: Timing
    started_at: float
    network: ConnectionInfo | None = None
    connection: ConnectionSettings | None = None
    reason_code: str = ""


class BodySink(Protocol):
    """Where a body goes that is not kept in memory: an open file, say."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes.

        Raises:
            OSError: they cannot be written.
        """


class RestartableSink(BodySink, Protocol):
    """One whose bytes can be given up, when another exchange of the same send follows."""

    def truncate(self) -> None:
        """Forgets the bytes taken so far."""
