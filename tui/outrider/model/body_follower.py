"""Whoever looks at a response while it arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from outrider.model.message import ResponseMessage
from outrider.model.token import TokenUse


class BodyFollower(Protocol):
    """Is given the response of an exchange while it arrives, where its status is 2xx.

    Of another status it may not be the last of its send: a redirect or a challenge may be
    followed. What is raised here ends the exchange.
    """

    def header_received(self, response: ResponseMessage, stop: Callable[[], bool]) -> None:
        """The header is there, and nothing of the body.

        Args:
            response: without its body.
            stop: ends the exchange and keeps what was received; whether there was anything to end.
        """

    def body_received(self, data: bytes) -> None:
        """The next bytes of the body, decoded from its content encoding; never empty."""


class SendFollower(BodyFollower, Protocol):
    """Follows a send: the token that it uses, then its response."""

    def token_taken(self, use: TokenUse) -> None:
        """The send has its token; another one where the API refused the first."""
