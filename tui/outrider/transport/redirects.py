"""What a followed redirect would send (RFC 9110 §15.4). Pure: nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

from msgspec import Struct

from outrider.model.message import (
    Content,
    FieldLine,
    HeaderFields,
    RequestMessage,
    ResponseMessage,
    content_texts,
    is_secret,
)
from outrider.model.secret import MASK, MaybeSecret, Secret, masked, reveal
from outrider.transport import wire_url
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.portable_fields import is_portable

FOLLOWED = frozenset({301, 302, 303, 307, 308})
"""The status codes that name a place to go to."""

_FRAMING = frozenset({"transfer-encoding", "trailer", "expect"})


class Redirect(Struct, frozen=True):
    """The next request of a redirect.

    Attributes:
        removed: what the request before had and this one has not, in words for the console:
            ``the Authorization header``, ``the body``.
    """

    message: RequestMessage
    removed: tuple[str, ...] = ()


class RedirectRefused(Struct, frozen=True):
    """A redirect that must not be followed; the response is shown as it is, ``why`` beside it.

    Attributes:
        keeps_body_from: the URL of another origin that the user may still want the body sent to.
    """

    why: str
    keeps_body_from: MaybeSecret = ""


def next_hop(
    message: RequestMessage,
    response: ResponseMessage,
    *,
    may_take_body: Callable[[str], bool] = lambda _url: False,
) -> Redirect | RedirectRefused:
    """The request that following the redirect would send.

    To another origin go no credential, no cookie and no field but a few that are harmless, whether
    what stands in them is known as a secret or not.

    Args:
        message: the request that was redirected.
        response: with a status of :data:`FOLLOWED`.
        may_take_body: whether the user wants a body without secrets to be sent to this URL of
            another origin.
    """
    if response.status not in FOLLOWED:
        return RedirectRefused(f"Status {response.status} is not a redirect.")
    locations = response.headers_named("location")
    if len(locations) != 1 or not locations[0].strip():
        return RedirectRefused("The redirect must have exactly one Location header.")
    url = _joined(message.url, locations[0].strip())
    try:
        here, there = wire_url.parse_url(message.url), wire_url.parse_url(url)
    except (ExchangeStopped, ValueError) as error:
        reason = error.failure.what if isinstance(error, ExchangeStopped) else ""
        return RedirectRefused(f"The Location header is not a valid URL. {reason}".strip())
    if here.scheme == "https" and there.scheme == "http":
        return RedirectRefused("It changes from https to http.")
    method, content = _method_and_content(message, response.status)
    fields = message.headers
    removed: list[str] = []
    if here.origin != there.origin:
        if any(map(is_secret, content_texts(content))):
            return RedirectRefused("It would send a body with a secret to another origin.")
        if content is not None and not may_take_body(reveal(url)):
            return RedirectRefused(
                f"It would send the body to another origin, {there.scheme}://"
                f"{there.authority}, which is not allowed.",
                url,
            )
        fields, removed = _without(fields)
    if message.content is not None and content is None:
        fields = tuple(
            line
            for line in fields
            if not line.name.lower().startswith("content-") and line.name.lower() not in _FRAMING
        )
        removed.append("the body")
    onward = RequestMessage(method, url, fields, content, message.without)
    return Redirect(onward, tuple(removed))


def _joined(base: MaybeSecret, location: str) -> MaybeSecret:
    """Where the Location leads; secret where the place that it is relative to is."""
    try:
        joined = urljoin(reveal(base), location)
        if isinstance(base, Secret) and joined != location:
            return Secret(
                joined, urljoin(masked(base), location) if "://" in masked(base) else MASK
            )
    except ValueError:
        return location
    return joined


def _method_and_content(message: RequestMessage, status: int) -> tuple[str, Content | None]:
    if status == 303 and message.method not in ("GET", "HEAD"):
        return "GET", None
    if status in (301, 302) and message.method == "POST":
        return "GET", None
    return message.method, message.content


def _without(fields: HeaderFields) -> tuple[HeaderFields, list[str]]:
    kept: list[FieldLine] = []
    removed: list[str] = []
    for line in fields:
        if not is_secret(line.value) and is_portable(line.name, reveal(line.value)):
            kept.append(line)
        else:
            removed.append(f"the {line.name} header")
    return tuple(kept), removed
