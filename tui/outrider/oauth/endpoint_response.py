"""Reads what an endpoint beside the token endpoint answers to a client: a JSON object, or no."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from msgspec import Struct

from outrider.errors import AuthorizationError, MalformedTokenResponse
from outrider.model.message import ResponseMessage
from outrider.oauth.grant_flow import TokenRequest
from outrider.oauth.server_words import shown_words, words_of_members, words_of_page
from outrider.oauth.token_client import TokenClient
from outrider.oauth.token_refusal import refused

_USUAL = "Token request"


class EndpointResponse(Struct, frozen=True):
    """A response and what it was asked for."""

    reply: ResponseMessage
    request: TokenRequest
    client: TokenClient

    @classmethod
    def to(
        cls, request: TokenRequest, reply: ResponseMessage, client: TokenClient | None
    ) -> EndpointResponse:
        """The response to a request; without a client where nothing is known of it."""
        return cls(reply, request, (client or TokenClient()).at(request.endpoint_key))

    def members(self) -> Mapping[str, Any]:
        """The members of the JSON object.

        Raises:
            TokenRefused: the server named an error (RFC 6749 §5.2).
            MalformedTokenResponse: it is no JSON object, or has no status of success.
        """
        client, endpoint = self.client, self.request.endpoint
        try:
            value = json.loads(self.reply.content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            value = None
        is_success = 200 <= self.reply.status < 300
        if isinstance(value, dict):
            if is_success and "error" not in value:
                return value
            raise self._named(
                refused(self.reply, words_of_members(self.reply, value), endpoint, client)
            )
        if is_success:
            self.fail(f"The response to the {self.request.name.lower()} is not a JSON object.")
        words = words_of_page(self.reply, client.mask)
        raise self._named(refused(self.reply, words, endpoint, client))

    def text(self, members: Mapping[str, Any], name: str) -> str:
        """A member that has to be there.

        Raises:
            MalformedTokenResponse: it is not there, or no text.
        """
        value = members.get(name)
        if not isinstance(value, str) or not value.strip():
            self.fail(f"The response to the {self.request.name.lower()} has no {name}.")
        return value

    def fail(self, what: str) -> NoReturn:
        """Raises for a response that is of no use."""
        raise MalformedTokenResponse(
            what,
            code="malformed_response",
            where=f"POST {self.request.endpoint}",
            advice=f"Check {self.client.endpoint} against the provider's documentation.",
            step=self.client.endpoint.step,
        )

    def _named(self, error: AuthorizationError) -> AuthorizationError:
        error.what = error.what.replace(_USUAL, self.request.name, 1)
        error.args = (error.what,)
        return error


def redirect_words(error: str, description: str) -> str:
    """What a redirect says of a failed sign-in, on one line (RFC 6749 §4.1.2.1)."""
    said = f': "{shown_words(description)}"' if description.strip() else "."
    return f"The authorization server returned {shown_words(error, 100)}{said}"
