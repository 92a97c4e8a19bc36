"""What a followed redirect would send (RFC 9110 §15.4). Pure: nothing is sent here."""

from __future__ import annotations

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

FOLLOWED = frozenset({301, 302, 303, 307, 308})
"""The status codes that name a place to go to."""

_NEVER_ELSEWHERE = frozenset({"authorization", "cookie", "cookie2", "proxy-authorization", "host"})
_FRAMING = frozenset({"transfer-encoding", "trailer", "expect"})


class Redirect(Struct, frozen=True):
    """The next request of a redirect.

    Attributes:
        removed: what the request before had and this one has not, in words for the console:
            ``the field Authorization``, ``the body``.
    """

    message: RequestMessage
    removed: tuple[str, ...] = ()


class RedirectRefused(Struct, frozen=True):
    """A redirect that must not be followed; the response is shown as it is, ``why`` beside it."""

    why: str


def next_hop(
    message: RequestMessage, response: ResponseMessage, secret_fields: frozenset[str]
) -> Redirect | RedirectRefused:
    """The request that following the redirect would send.

    Header fields whose names are among ``secret_fields``, in any case, stay at this origin.
    """
    if response.status not in FOLLOWED:
        return RedirectRefused(f"Status {response.status} is no redirect to follow.")
    locations = response.headers_named("location")
    if len(locations) != 1 or not locations[0].strip():
        return RedirectRefused("The redirect does not say where to: it has no single Location.")
    url = _joined(message.url, locations[0].strip())
    try:
        here, there = wire_url.parse_url(message.url), wire_url.parse_url(url)
    except (ExchangeStopped, ValueError) as error:
        reason = error.failure.what if isinstance(error, ExchangeStopped) else ""
        return RedirectRefused(f"The redirect's Location is not usable. {reason}".strip())
    if here.scheme == "https" and there.scheme == "http":
        return RedirectRefused("The redirect leads from https to http.")
    method, content = _method_and_content(message, response.status)
    fields = message.headers
    removed: list[str] = []
    if here.origin != there.origin:
        if any(map(is_secret, content_texts(content))):
            return RedirectRefused(
                "The redirect would send a body with a secret to another origin."
            )
        fields, removed = _without(fields, frozenset(map(str.lower, secret_fields)))
    if message.content is not None and content is None:
        fields = tuple(
            line
            for line in fields
            if not line.name.lower().startswith("content-") and line.name.lower() not in _FRAMING
        )
        removed.append("the body")
    return Redirect(RequestMessage(method, url, fields, content), tuple(removed))


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


def _without(fields: HeaderFields, secret_fields: frozenset[str]) -> tuple[HeaderFields, list[str]]:
    kept: list[FieldLine] = []
    removed: list[str] = []
    for line in fields:
        name = line.name.lower()
        if name in _NEVER_ELSEWHERE or name in secret_fields or is_secret(line.value):
            removed.append(f"the field {line.name}")
        else:
            kept.append(line)
    return tuple(kept), removed
