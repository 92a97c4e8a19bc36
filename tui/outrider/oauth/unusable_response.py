"""Says what is wrong with a successful response that has no token to use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct

from outrider.model.message import ResponseMessage
from outrider.next_steps import NextStep
from outrider.oauth.token_client import TokenClient

if TYPE_CHECKING:
    from outrider.oauth.server_words import ServerWords


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
        see: str = "",
    ) -> NoReturn:
        """Raises for a response without a usable token; ``{status}`` in ``what`` is filled in."""
        # What reads refusals is only needed where there is one.
        from outrider.oauth.refusal import Cause
        from outrider.oauth.token_refusal import malformed

        cause = Cause("", advice, step, see=see) if advice else None
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
    from outrider.oauth.body_text import is_html, is_no_text, page_text
    from outrider.oauth.refused_credentials import lacks_credentials
    from outrider.oauth.server_words import words_of_page
    from outrider.oauth.token_refusal import refused

    reply = reading.reply
    words, is_empty = words_of_page(reply, reading.client.mask), not reply.content.strip()
    code = "token_not_object" if is_json else "token_empty" if is_empty else "token_not_json"
    # Short words about credentials are an answer, whatever it is wrapped in.
    answers = len(words.more) < _LONGEST_ANSWER and lacks_credentials(words.low)
    if not reading.is_success or words.is_oauth or answers:
        raise refused(reply, words, reading.endpoint, reading.client, code=code)
    if is_no_text(reply):
        _reject_binary(reading, code)
    _reject_recognised(reading, words, code, is_page=is_html(reply))
    if is_empty:
        reading.fail(
            "The token endpoint returned an empty body: {status}",
            code=code,
            why="The address responds, but is probably not the token endpoint: that one returns "
            "JSON with an access_token.",
            advice=f"Check the path of {reading.client.endpoint}.",
            step=reading.client.endpoint.step,
        )
    shown, line = reply.media_type or "without a media type", page_text(reply, reading.client.mask)
    begun = line[:80] + ("…" if len(line) > 80 else "")
    why = f'The response was {shown}: "{begun}"' if begun else f"The response was {shown}."
    kind = "a JSON object" if is_json else "JSON"
    reading.fail(f"The token response is not {kind}: {{status}}", code=code, why=why)


_LONGEST_ANSWER = 300
"""Characters of an answer in words; pages have more."""

_COMPRESSED = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x78\x9c", "deflate"),
    (b"\x78\xda", "deflate"),
    (b"\x78\x01", "deflate"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
)
"""How compressed data begins."""


def _reject_binary(reading: ResponseReading, code: str) -> NoReturn:
    """Raises for bytes that are no text; none of them is shown."""
    reply = reading.reply
    named = reply.header("content-encoding") or ""
    how = next((how for start, how in _COMPRESSED if reply.content.startswith(start)), "")
    why = f"The body is {len(reply.content)} bytes of binary data."
    if how and named:
        why = f"The body is still compressed ({how}) after decoding: it was compressed twice."
    elif how:
        why = f"The body is compressed ({how}), and no Content-Encoding says so."
    reading.fail(
        "The token response is not text: {status}",
        code=code,
        why=why,
        advice="Report it to the operator of the server, or of the proxy in front of it.",
    )


def _reject_recognised(
    reading: ResponseReading, words: ServerWords, code: str, *, is_page: bool
) -> None:
    """Raises for a page, and for a text of which it is known whose it is."""
    from outrider.oauth.body_text import is_json_like, page_text
    from outrider.oauth.refusal import RefusedResponse
    from outrider.oauth.refused_by_gateway import page_cause
    from outrider.oauth.refused_place import wrong_address
    from outrider.oauth.server_pages import PageKind, server_page

    reply, client = reading.reply, reading.client
    if is_json_like(reply):
        return
    page = server_page(reply, words.low)
    found = page_cause(RefusedResponse(reply, words, reading.endpoint, client), page)
    if not (is_page or found):
        return
    found = found or wrong_address(client, reading.endpoint)
    why = "It is a page for people, such as a login page, and no token response."
    if page.kind is PageKind.SIGN_IN:
        why = "It is probably a login page."
    kind = "an HTML page" if is_page else "a text"
    reading.fail(
        (found.what if found else "") or f"The token endpoint returned {kind}: {{status}}",
        code=code,
        why=found.why if found else why,
        advice=found.advice if found else _not_a_page(client),
        step=found.step if found else client.endpoint.step,
        message=words.message if found and is_page else page_text(reply, client.mask),
        see=found.see if found else "",
    )


def _not_a_page(client: TokenClient) -> str:
    return (
        f"Check {client.endpoint}: it must be the token endpoint, not the authorization or login "
        "page."
    )
