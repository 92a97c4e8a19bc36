"""Finds the endpoints of an issuer (RFC 8414 §3, OpenID Connect Discovery §4)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from msgspec import Struct

from outrider.errors import Fault, MalformedTokenResponse, Severity, SourceLocation
from outrider.model.message import ResponseMessage
from outrider.next_steps import NextStep
from outrider.oauth.server_endpoints import SUFFIX
from outrider.oauth.token_client import TokenClient, capital

METHODS = "token_endpoint_auth_methods_supported"
_WELL_KNOWN = "/.well-known/"
_FORMS = ("openid-configuration", "oauth-authorization-server")


class ServerMetadata(Struct, frozen=True):
    """What an issuer says of itself (RFC 8414 §2).

    Attributes:
        endpoints: by name.
        identifies_itself: redirects name the issuer (RFC 9207 §3).
        requires_pushed_requests: nothing else starts a flow in a browser (RFC 9126 §5).
        mtls_endpoints: those for a client with a certificate (RFC 8705 §5).
        methods: ``token_endpoint_auth_methods_supported``; empty where it lists none.
        supported: every list of what the server supports, by its name (``scopes_supported``).
    """

    endpoints: Mapping[str, str] = MappingProxyType({})
    methods: tuple[str, ...] = ()
    mtls_endpoints: Mapping[str, str] = MappingProxyType({})
    supported: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    identifies_itself: bool = False
    requires_pushed_requests: bool = False


def metadata_urls(issuer: str) -> tuple[str, ...]:
    """Where an issuer's metadata may be, the likeliest first.

    OpenID Connect appends the well-known path to the issuer; RFC 8414 §3.1 inserts it before the
    issuer's own path.
    """
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    appended = f"{path}/.well-known/openid-configuration"
    inserted = f"/.well-known/oauth-authorization-server{path}"
    return tuple(
        urlunsplit((parts.scheme, parts.netloc, place, "", "")) for place in (appended, inserted)
    )


def issuer_of_metadata(url: str) -> str:
    """The issuer whose metadata is at a URL, in either form; empty for any other URL."""
    before, found, after = url.strip().partition(_WELL_KNOWN)
    if not found:
        return ""
    form, _, path = after.partition("?")[0].partition("#")[0].partition("/")
    if form not in _FORMS:
        return before
    # RFC 8414 §3.1 has the issuer's path behind; OpenID Connect before.
    return f"{before}/{path}".rstrip("/") if path else before


def is_token_endpoint(issuer: str) -> bool:
    """Whether an issuer ends as token endpoints do: ``/oauth2/token``."""
    return re.search(r"://[^/]+/(?:.*/)?(?:access_?)?tokens?/?$", issuer.strip(), re.I) is not None


def issuer_fault(issuer: str, place: SourceLocation) -> Fault | None:
    """The fault of an issuer that is the URL of its metadata, or a warning for a token endpoint.

    ``None`` for any other.
    """
    if is_token_endpoint(issuer):
        return Fault(
            "issuer_token_endpoint",
            "issuer ends like a token endpoint.",
            place,
            why="An issuer is the URL below which the server has its metadata.",
            advice=f'If it is the token endpoint, set token_endpoint = "{issuer}" instead.',
            severity=Severity.WARNING,
        )
    meant = issuer_of_metadata(issuer)
    if not meant:
        return None
    return Fault(
        "issuer_url",
        "issuer is the URL of the issuer's metadata.",
        place,
        why="Outrider adds /.well-known/ and the rest to the issuer.",
        advice=f'Set issuer = "{meant}".',
    )


def read_metadata(
    reply: ResponseMessage, issuer: str, url: str, client: TokenClient | None = None
) -> ServerMetadata:
    """What a metadata document names (RFC 8414 §2).

    Args:
        reply: the whole response.
        issuer: whose metadata was asked for.
        url: where it was asked for.
        client: for whom, so that a refusal can say what to change.

    Raises:
        MalformedTokenResponse: it is no metadata document, it belongs to another issuer
            (RFC 8414 §3.3), or it names no token endpoint.
    """
    refusal = _Refusal(reply, issuer, url, client or TokenClient())
    if reply.status != 200:
        raise refusal.not_found()
    try:
        document = json.loads(reply.content.decode(json.detect_encoding(reply.content)))
    except (ValueError, RecursionError):
        raise refusal.unreadable("The issuer metadata is not JSON.") from None
    if not isinstance(document, dict):
        raise refusal.unreadable("The issuer metadata is not a JSON object.")
    named = document.get("issuer")
    if named != issuer:
        raise refusal.another_issuer(named, _endpoints(document).get("token_endpoint", ""))
    endpoints = _endpoints(document)
    endpoint = endpoints.get("token_endpoint", "")
    if not endpoint:
        raise refusal.without_endpoint(_supported(document).get("grant_types_supported", ()))
    if not _is_absolute(endpoint):
        raise refusal.relative(endpoint)
    aliases = _endpoints(document.get("mtls_endpoint_aliases"))
    mtls_endpoints = {name: value for name, value in aliases.items() if _is_absolute(value)}
    supported = _supported(document)
    return ServerMetadata(
        endpoints,
        supported.get(METHODS, ()),
        mtls_endpoints,
        supported,
        identifies_itself=document.get("authorization_response_iss_parameter_supported") is True,
        requires_pushed_requests=document.get("require_pushed_authorization_requests") is True,
    )


def require_absolute(endpoint: str, base: str, client: TokenClient) -> None:
    """Makes sure that an endpoint of metadata is a URL by itself.

    Args:
        endpoint: that the metadata names for the client's ``endpoint_key``.
        base: the token endpoint, to which a relative one is probably relative.
        client: for whom.

    Raises:
        MalformedTokenResponse: it is relative.
    """
    if _is_absolute(endpoint):
        return
    key = client.endpoint_key
    shown = client.mask(urljoin(base, endpoint))[:500]
    error = MalformedTokenResponse(
        f'The issuer metadata has a relative {key}: "{client.mask(endpoint)[:200]}".',
        code="issuer_metadata",
        advice=f"{capital(client.assign(key, shown))}.",
        step=client.edit(key),
    )
    error.masked = True
    raise error


def _endpoints(members: object) -> dict[str, str]:
    found = members.items() if isinstance(members, dict) else ()
    return {
        str(name): value
        for name, value in found
        if str(name).endswith(SUFFIX) and isinstance(value, str) and value
    }


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return True  # whoever sends to it says what is wrong with it
    return bool(parts.scheme and parts.netloc)


def _supported(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        str(name): tuple(one for one in listed if isinstance(one, str))
        for name, listed in document.items()
        if str(name).endswith("_supported") and isinstance(listed, list)
    }


class _Refusal(Struct, frozen=True):
    """What is said of metadata that is of no use."""

    reply: ResponseMessage
    issuer: str
    url: str
    client: TokenClient

    def not_found(self) -> MalformedTokenResponse:
        """A status other than 200."""
        from outrider.oauth.refusal import status_line

        status = status_line(self.reply, self.client)
        if 300 <= self.reply.status < 400:
            try:
                target = urljoin(self.url, self.reply.header("location") or "")
            except ValueError:
                target = ""
            if target not in ("", self.url):
                return self._moved(self.client.mask(target)[:500])
        if self.reply.status >= 500 or self.reply.status == 429:
            return self.error(
                f"The issuer's metadata is not available: {status}", advice="Try again later."
            )
        return self.error(f"Issuer metadata not found: {status}")

    def _moved(self, target: str) -> MalformedTokenResponse:
        what = f"The issuer's metadata URL redirects to {target}."
        issuer = issuer_of_metadata(target)
        if self.issuer.startswith("https:") and target.lower().startswith("http:"):
            issuer = ""
        if not issuer:
            return self.error(what, why="Outrider does not follow redirects of issuer metadata.")
        return self.error(
            what,
            advice=f"If you trust that address, {self._set(issuer)}.",
            step=self.client.edit("issuer"),
        )

    def unreadable(self, what: str) -> MalformedTokenResponse:
        """A document that is none."""
        from outrider.oauth.body_text import is_html, page_text
        from outrider.oauth.server_words import shown_words

        if is_html(self.reply):
            what = "The issuer metadata is an HTML page."
        line = shown_words(page_text(self.reply, self.client.mask), 80)
        return self.error(what, why=f'The response was "{line}".' if line else "")

    def another_issuer(self, named: object, endpoint: str) -> MalformedTokenResponse:
        """A document of somebody else (RFC 8414 §3.3), or of nobody: then the server errs."""
        if not isinstance(named, str) or not _is_absolute(named):
            there = self.client.mask(urljoin(self.url, endpoint))[:500] if endpoint else "https://…"
            return self.error(
                "The issuer metadata does not name its issuer.",
                why="This is the server's error: RFC 8414 §2 requires the URL of the issuer in it.",
                advice=self._instead(there),
                step=self.client.edit("issuer"),
            )
        shown = self.client.mask(named)[:200]
        what = "The metadata names a different issuer."
        if self.issuer.startswith("https:") and named.lower().startswith("http:"):
            return self._without_tls(shown, endpoint)
        if named.rstrip("/") == self.issuer.rstrip("/"):
            ends = "with" if named.endswith("/") else "without"
            what = f"The metadata names its issuer {ends} a slash at the end."
        return self.error(
            what,
            why=f'It names "{shown}"; RFC 8414 §3.3 requires the same issuer.',
            advice=capital(f"{self._set(shown)}."),
            step=self.client.edit("issuer"),
        )

    def _without_tls(self, named: str, endpoint: str) -> MalformedTokenResponse:
        """An issuer that calls itself http: behind a proxy it does not know its own address."""
        there = self.client.mask(urljoin(self.url, endpoint))[:500] if endpoint else "https://…"
        # Credentials never go without TLS because a server says so.
        there = re.sub(r"\Ahttp:", "https:", there)
        return self.error(
            "The metadata names its issuer with http://.",
            why=f'It names "{named}": behind a proxy, the server does not know that its address '
            "has https://. Its operator has to set that.",
            advice=self._instead(there),
            step=self.client.edit("issuer"),
        )

    def relative(self, endpoint: str) -> MalformedTokenResponse:
        """An endpoint that is no URL by itself."""
        shown = self.client.mask(endpoint)[:200]
        return self.error(
            f'The issuer metadata has a relative token_endpoint: "{shown}".',
            why="This is the server's error: RFC 8414 §2 requires an absolute URL.",
            advice=self._instead(self.client.mask(urljoin(self.url, endpoint))[:500]),
            step=self.client.edit("issuer"),
        )

    def without_endpoint(self, grants: tuple[str, ...]) -> MalformedTokenResponse:
        """A server that names no token endpoint."""
        listed = self.client.mask(", ".join(grants))[:200]
        return self.error(
            "The issuer metadata has no token_endpoint.",
            why=f"It lists these grant types: {listed}." if grants else "",
            advice=self._instead("https://…"),
            step=self.client.edit("issuer"),
        )

    def _instead(self, endpoint: str) -> str:
        source = self.client.source("issuer")
        return f'Set token_endpoint = "{endpoint}" instead of {source}.'

    def _set(self, issuer: str) -> str:
        return self.client.assign("issuer", self.client.mask(issuer))

    def error(
        self, what: str, *, why: str = "", advice: str = "", step: NextStep | None = None
    ) -> MalformedTokenResponse:
        """The error; without other advice the one to name the endpoint itself."""
        source = self.client.source("issuer")
        if not advice and is_token_endpoint(self.issuer):
            why = why or "The issuer ends like a token endpoint, which has no metadata."
            advice = self._instead(self.client.mask(self.issuer))
            step = self.client.edit("issuer")
        made = MalformedTokenResponse(
            what,
            code="issuer_metadata",
            where=f"GET {self.url}",
            why=why,
            advice=advice or f"Check {source}, or set token_endpoint instead of issuer.",
            step=step or (None if advice else source.step),
        )
        made.masked = True
        return made
