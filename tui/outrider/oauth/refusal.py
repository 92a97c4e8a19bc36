"""A refused token request: what the rules look at, and what they say."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from msgspec import Struct

from outrider.model.message import ResponseMessage
from outrider.model.value_source import ValueSource
from outrider.next_steps import NextStep
from outrider.oauth.retry_after import asked_wait
from outrider.oauth.server_words import ServerWords, shown_words
from outrider.oauth.token_client import TokenClient


class Cause(Struct, frozen=True):
    """Why a token request failed, and the one thing to do.

    Attributes:
        what: what happened; empty for the usual sentence with status and code.
        rejects_credentials: whether the client's credentials may be what was refused.
        see: a page that helps, where the server's words name none.
    """

    why: str = ""
    advice: str = ""
    step: NextStep | None = None
    what: str = ""
    rejects_credentials: bool = False
    see: str = ""


class RefusedResponse(Struct, frozen=True):
    """A response that refuses, and the client that it refuses."""

    reply: ResponseMessage
    words: ServerWords
    endpoint: str
    client: TokenClient

    @property
    def status(self) -> int:
        """The status code."""
        return self.reply.status

    @property
    def code(self) -> str:
        """The server's code of the error."""
        return self.words.code

    @property
    def low(self) -> str:
        """The server's words in lower case."""
        return self.words.low

    def says(self, pattern: str) -> bool:
        """Whether the server's words match."""
        return re.search(pattern, self.low) is not None

    @property
    def what(self) -> str:
        """The usual sentence."""
        code = code_text(self)
        return f"Token request refused: {f'{self.status} {code}' if code else self.head}"

    @property
    def head(self) -> str:
        """Status and reason phrase."""
        return status_line(self.reply, self.client)

    @property
    def failed_with(self) -> str:
        """Status and code, else the reason phrase."""
        return self.what.partition(": ")[2]

    @property
    def retry(self) -> str:
        """When to try again; empty where the server does not say."""
        return self.retry_advice(is_limited=self.status == 429)

    def retry_advice(self, *, is_limited: bool) -> str:
        """When to try again; of a rate limit, the fields that say when it ends count as well."""
        header = self.reply.header
        wait = asked_wait(header, is_limited=is_limited)
        return wait.advice(header("date") or "") if wait is not None else ""

    @property
    def host(self) -> str:
        """The host of the token endpoint."""
        return host_of(self.endpoint)


def code_text(reply: RefusedResponse) -> str:
    """The server's code of the error, as people may see it."""
    return shown_words(reply.client.mask(reply.code), 100)


def status_line(reply: ResponseMessage, client: TokenClient) -> str:
    """``401 Unauthorized``; HTTP/2 has no reason phrase, so the registered one is taken."""
    reason = " ".join(client.mask(reply.reason).split())[:60]
    if not reason:
        try:
            reason = HTTPStatus(reply.status).phrase
        except ValueError:
            reason = ""
    return f"{reply.status} {reason}".strip()


def host_of(url: str) -> str:
    """The host of a URL; the URL itself where it has none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def check(
    source: ValueSource, *, path: bool = False, more: str = ""
) -> tuple[str, NextStep | None]:
    """The advice to look at a value, and the step."""
    if source.key == "issuer":
        return f"Check {source}: its metadata names this token endpoint.", source.step
    return f"Check {'the path of ' if path else ''}{source}{more}.", source.step


def check_endpoint(
    client: TokenClient, *, path: bool = False, more: str = ""
) -> tuple[str, NextStep | None]:
    """The advice to look at the endpoint, and the step."""
    return check(client.endpoint, path=path, more=more)
