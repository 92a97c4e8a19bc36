"""Says what is wrong with a successful response that has no token to use."""

from __future__ import annotations

from typing import NoReturn

from msgspec import Struct

from outrider.model.message import ResponseMessage
from outrider.next_steps import NextStep
from outrider.oauth.token_client import TokenClient


class ResponseReading(Struct, frozen=True):
    """A response that is being read, and for whom."""

    reply: ResponseMessage
    endpoint: str
    client: TokenClient

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.reply.status < 300

    def fail(
        self,
        what: str,
        *,
        code: str,
        why: str = "",
        advice: str = "",
        step: NextStep | None = None,
        message: str = "",
    ) -> NoReturn:
        """Raises for a response without a usable token; ``{status}`` in ``what`` is filled in."""
        # What reads refusals is only needed where there is one.
        from outrider.oauth.refusal import Cause
        from outrider.oauth.token_refusal import malformed

        cause = Cause("", advice, step) if advice else None
        raise malformed(
            self.reply,
            what,
            self.endpoint,
            self.client,
            code=code,
            why=why,
            cause=cause,
            message=message,
        )


def reject_page(reading: ResponseReading, *, is_json: bool) -> NoReturn:
    """Raises for what is no JSON object and no form; ``is_json`` for JSON of another kind."""
    from outrider.oauth.server_words import is_html, page_text, words_of_page
    from outrider.oauth.token_refusal import refused

    reply = reading.reply
    words, is_empty = words_of_page(reply, reading.client.mask), not reply.content.strip()
    code = "token_not_object" if is_json else "token_empty" if is_empty else "token_not_json"
    if not reading.is_success or words.is_oauth:
        raise refused(reply, words, reading.endpoint, reading.client, code=code)
    if is_html(reply):
        reading.fail(
            "The token endpoint returned an HTML page: {status}",
            code=code,
            why="It is probably a login page.",
            advice=_not_a_page(reading.client),
            message=page_text(reply, reading.client.mask),
        )
    if is_empty:
        reading.fail(
            "The token endpoint returned an empty body: {status}",
            code=code,
            why="The address responds, but is probably not the token endpoint: that one returns "
            "JSON with an access_token.",
        )
    shown, line = reply.media_type or "without a media type", page_text(reply, reading.client.mask)
    begun = line[:80] + ("…" if len(line) > 80 else "")
    why = f'The response was {shown}: "{begun}"' if begun else f"The response was {shown}."
    kind = "a JSON object" if is_json else "JSON"
    reading.fail(f"The token response is not {kind}: {{status}}", code=code, why=why)


def _not_a_page(client: TokenClient) -> str:
    return (
        f"Check {client.endpoint}: it must be the token endpoint, not the authorization or login "
        "page."
    )
