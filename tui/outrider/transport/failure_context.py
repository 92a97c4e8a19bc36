"""What is known about an exchange that failed, and what follows from it for the user."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from outrider.model.connection import ExchangeLimits, HttpVersion
from outrider.model.exchange import Failure, FailureKind
from outrider.model.units import span_text
from outrider.next_steps import NextStep
from outrider.transport.client_validity import ClientValidity, client_validity
from outrider.transport.exchange_progress import ExchangePhase, SentExtent

_IN_SECONDS = 120


class FailureContext(Struct, frozen=True):
    """What is known about the exchange that failed.

    Attributes:
        where: scheme, host and port, as people may see them.
        address: host and port, the scheme's own port too.
        proxy: the proxy's URL without credentials; empty without one.
        proxy_source: what names the proxy: a setting and its file, or a variable.
        proxy_credentials: whether the proxy was sent a user name and a password.
        extent: how much of the request went out.
        first_bytes: the first that came back, without TLS.
        reused: whether the connection has carried an exchange before.
        http: which version was to be spoken.
        received: bytes of the body that came.
        announced: bytes of the body that Content-Length promised.
        ca_bundle: the file of the setting; empty for none.
        client_certificate: the file of the setting; empty for none.
        trust_fault: what is wrong with the system's trust; empty if nothing.
        trust_variable: the variable that replaces the system's trust; empty for none.
        settings_file: the file with the environment's settings; empty without one.
        peer_address: address and port that was connected to; empty where it is not known.
        now: seconds since the epoch; 0 where nobody says.
    """

    where: str
    host: str
    limits: ExchangeLimits
    phase: ExchangePhase
    address: str = ""
    proxy: str = ""
    proxy_source: str = ""
    proxy_credentials: bool = False
    extent: SentExtent = SentExtent.NOTHING
    first_bytes: bytes = b""
    reused: bool = False
    http: HttpVersion = HttpVersion.HTTP1
    received: int = 0
    announced: int | None = None
    ca_bundle: str = ""
    client_certificate: str = ""
    trust_fault: str = ""
    trust_variable: str = ""
    settings_file: str = ""
    peer_address: str = ""
    now: float = 0.0

    @property
    def sent(self) -> bool:
        """Whether a byte of the request went out."""
        return bool(self.extent)

    @property
    def secure(self) -> bool:
        """Whether the URL is one of https."""
        return self.where.lower().startswith("https:")

    @property
    def at_proxy(self) -> bool:
        """Whether it is the proxy, not the server, that was being talked to."""
        return bool(self.proxy) and self.phase in (ExchangePhase.CONNECTING, ExchangePhase.PROXY)

    @property
    def peer(self) -> str:
        """Who was being talked to, at the start of a sentence."""
        return f"Proxy {self.proxy}" if self.at_proxy else self.host or "The server"

    @property
    def endpoint(self) -> str:
        """As :attr:`peer`, the server with its port."""
        return self.peer if self.at_proxy else self.address or self.peer

    @property
    def port(self) -> int:
        """The server's port."""
        digits = self.address.rpartition(":")[2]
        return int(digits) if digits.isdecimal() else 443 if self.secure else 80

    @property
    def so_far(self) -> str:
        """How many bytes of the body were received: ``21 of 500 bytes``."""
        of = f" of {self.announced}" if self.announced is not None else ""
        return f"{self.received}{of} bytes"

    @property
    def https_url(self) -> str:
        """The server's URL with TLS."""
        return f"https://{self.where.partition('://')[2]}"

    @property
    def tls_settings(self) -> str:
        """The table of settings for TLS, with its file."""
        return f"[tls] ({self.settings_file})" if self.settings_file else "[tls]"

    @property
    def today(self) -> str:
        """The date of this machine in a sentence; empty where it is not known."""
        if not self.now:
            return ""
        from outrider.model.units import moment_text

        return f"The date of this machine is {moment_text(self.now, None).partition(' ')[0]}."

    @property
    def client_validity(self) -> ClientValidity:
        """What the file of the client certificate says; empty without one."""
        if not self.client_certificate:
            return ClientValidity()
        return client_validity(self.client_certificate, self.now)

    @property
    def partly_sent(self) -> str:
        """That only a part of the request went out; empty where it was all or nothing."""
        partly = self.extent is SentExtent.PART and self.phase is not ExchangePhase.BODY
        return "Only a part of the request was sent." if partly else ""

    def kind(self, kind: FailureKind) -> FailureKind:
        """This kind, or that of the proxy where it is the proxy that failed."""
        return FailureKind.PROXY if self.at_proxy else kind

    def failure(
        self,
        kind: FailureKind,
        what: str,
        *,
        why: str = "",
        advice: str = "",
        step: NextStep | None = None,
    ) -> Failure:
        """A failure in these circumstances."""
        why = f"{why} {self.partly_sent}".strip()
        return Failure(kind, what, self.where, why, advice, self.sent, step=step)


def after_bytes(failure: Failure, seen: FailureContext) -> Failure:
    """A failure on our own side that came when a part of the request had gone out already."""
    kind = failure.kind
    if kind is FailureKind.INVALID_REQUEST:
        kind = FailureKind.PROTOCOL
    why = failure.why
    if seen.partly_sent not in why:
        why = f"{why} {seen.partly_sent}".strip()
    return replace(failure, kind=kind, why=why, sent=True)


def seconds_text(seconds: float) -> str:
    """A limit as people read it: ``0.5 s``, ``15 s``, ``5 min``."""
    if seconds < _IN_SECONDS:
        return f"{seconds:g} s"
    return span_text(seconds)
