"""How far an exchange has come, as httpcore reports it, and how long each phase took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from msgspec.structs import replace

from outrider.model.exchange import ConnectionInfo, Timing
from outrider.transport.connection_info import NetworkStream, connection_info


class ExchangePhase(StrEnum):
    """What is under way, in words that complete *while …*."""

    PREPARING = "preparing the request"
    CONNECTING = "resolving the name and connecting"
    PROXY = "asking the proxy for a connection"
    TLS = "setting up TLS"
    HTTP2 = "agreeing on HTTP/2"
    SENDING = "sending the request"
    WAITING = "waiting for the response"
    BODY = "receiving the body"


class SentExtent(StrEnum):
    """How much of the request was handed to a socket."""

    NOTHING = ""
    PART = "part"
    WHOLE = "whole"


class ExchangeProgress:
    """Follows one exchange.

    Attributes:
        extent: how much of the request went out.
        first_bytes: the first that came in without TLS since the request went out.
        network: the connection, as far as it is known.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.phase = ExchangePhase.PREPARING
        self.extent = SentExtent.NOTHING
        self.first_bytes = b""
        self.network = ConnectionInfo()
        self.tls_to_proxy = False
        self._clock = clock
        self._started = clock()
        self._marks: dict[str, float] = {}
        self._spent: dict[str, float] = {}
        self._tunnelling = False
        self._counting = False

    def wrote(self, size: int) -> None:
        """Bytes go out: the request's own, once its header was begun."""
        if not self._counting or not size or self.extent is SentExtent.WHOLE:
            return
        self.extent = SentExtent.PART

    def received(self, data: bytes) -> None:
        """Bytes came in."""
        if self._counting and not self.first_bytes:
            self.first_bytes = data

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Takes an event of httpcore's ``trace`` extension."""
        _, step, stage = event.split(".", 2)
        match step, stage:
            case "connect_tcp", "started":
                self._enter(ExchangePhase.CONNECTING, "connect")
            case ("connect_tcp", "complete"):
                self._leave("connect")
                self.network = connection_info(info["return_value"])
            case "setup_socks5_connection", "started":
                self.phase = ExchangePhase.PROXY
            case "start_tls", "started":
                self._start_tls(event)
            case "start_tls", "complete":
                self._leave("tls")
                self.network = connection_info(info["return_value"])
            case "send_connection_init", "started":
                self.phase = ExchangePhase.HTTP2
            case (("send_request_headers" | "send_body_piece" | "send_request_body"), _):
                self._send(event, info)
            case "receive_response_headers", "started" if not self._tunnelling:
                # Also where sending broke off: a server may answer before it has read everything.
                self._enter(ExchangePhase.WAITING, "first_byte")
            case "receive_response_headers", "complete" if not self._tunnelling:
                self._leave("first_byte")
                self._enter(ExchangePhase.BODY, "download")

    def _send(self, event: str, info: Mapping[str, Any]) -> None:
        _, step, stage = event.split(".", 2)
        if step == "send_request_headers" and stage == "started":
            self._tunnelling = info["request"].method == b"CONNECT"
            self._counting = not self._tunnelling
            self.phase = ExchangePhase.PROXY if self._tunnelling else ExchangePhase.SENDING
        elif stage != "complete" or self._tunnelling:
            return
        elif step == "send_request_body":
            if self.extent is not SentExtent.NOTHING:
                self.extent = SentExtent.WHOLE
            self._enter(ExchangePhase.WAITING, "first_byte")

    def answered_on(self, stream: NetworkStream) -> None:
        """The response's header has come, on this connection."""
        reused = "connect" not in self._spent
        self.network = replace(connection_info(stream), reused=reused)

    @property
    def reused(self) -> bool:
        """Whether the connection was there before this exchange; not known until it is used."""
        return self.extent is not SentExtent.NOTHING and "connect" not in self._spent

    def body_received(self) -> None:
        """The body has ended, well or not."""
        self._leave("download")

    def timing(self) -> Timing:
        """How long the phases took so far."""
        return Timing((self._clock() - self._started) * 1000, **self._spent)

    def _start_tls(self, event: str) -> None:
        if self.tls_to_proxy and event.startswith("connection."):
            self.phase = ExchangePhase.PROXY
        else:
            self._enter(ExchangePhase.TLS, "tls")

    def _enter(self, phase: ExchangePhase, name: str) -> None:
        self.phase = phase
        self._marks.setdefault(name, self._clock())

    def _leave(self, name: str) -> None:
        mark = self._marks.pop(name, None)
        if mark is not None:
            self._spent[name] = self._spent.get(name, 0.0) + (self._clock() - mark) * 1000
