"""Finds the endpoints of an issuer (RFC 8414 §3, OpenID Connect Discovery §4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from msgspec import Struct

from outrider.errors import MalformedTokenResponse
from outrider.model.message import ResponseMessage
from outrider.next_steps import NextStep
from outrider.oauth.server_endpoints import SUFFIX
from outrider.oauth.token_client import TokenClient, capital

_WELL_KNOWN = "/.well-known/"


class ServerMetadata(Struct, frozen=True):
    """What an issuer says of itself (RFC 8414 §2).

    Attributes:
        endpoints: by name.
        mtls_endpoints: those for a client with a certificate (RFC 8705 §5).
        methods: ``token_endpoint_auth_methods_supported``; empty where it lists none.
    """

    endpoints: Mapping[str, str] = MappingProxyType({})
    methods: tuple[str, ...] = ()
    mtls_endpoints: Mapping[str, str] = MappingProxyType({})


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
    if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
        raise refusal.another_issuer(named)
    endpoints = _endpoints(document)
    endpoint = endpoints.get("token_endpoint", "")
    if not endpoint:
        raise refusal.error("The issuer metadata has no token_endpoint.")
    if not _is_absolute(endpoint):
        shown = refusal.client.mask(endpoint)[:200]
        raise refusal.error(f'The issuer metadata has a relative token_endpoint: "{shown}".')
    aliases = _endpoints(document.get("mtls_endpoint_aliases"))
    mtls_endpoints = {name: value for name, value in aliases.items() if _is_absolute(value)}
    return ServerMetadata(endpoints, _methods(document), mtls_endpoints)


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


def _methods(document: Mapping[str, Any]) -> tuple[str, ...]:
    listed = document.get("token_endpoint_auth_methods_supported")
    if not isinstance(listed, list):
        return ()
    return tuple(one for one in listed if isinstance(one, str))


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
        if _WELL_KNOWN in self.issuer:
            own = self.issuer.partition(_WELL_KNOWN)[0]
            return self.error(
                f"Issuer metadata not found: {status}",
                why="The issuer is the URL before /.well-known/; the rest is added to it.",
                advice=capital(f"{self._set(own)}."),
                step=self.client.edit("issuer"),
            )
        return self.error(f"Issuer metadata not found: {status}")

    def _moved(self, target: str) -> MalformedTokenResponse:
        what = f"The issuer's metadata URL redirects to {target}."
        issuer, found, _ = target.partition(_WELL_KNOWN)
        if not found:
            return self.error(what)
        return self.error(
            what,
            advice=f"If you trust that address, {self._set(issuer)}.",
            step=self.client.edit("issuer"),
        )

    def unreadable(self, what: str) -> MalformedTokenResponse:
        """A document that is none."""
        from outrider.oauth.server_words import page_text, shown_words

        if _WELL_KNOWN in self.issuer:
            return self.not_found()
        line = shown_words(page_text(self.reply, self.client.mask), 80)
        return self.error(what, why=f'The response was "{line}".' if line else "")

    def another_issuer(self, named: object) -> MalformedTokenResponse:
        """A document of somebody else (RFC 8414 §3.3)."""
        if not isinstance(named, str) or not named:
            return self.error("The issuer metadata does not name its issuer.")
        shown = self.client.mask(named)[:200]
        return self.error(
            "The metadata names a different issuer.",
            why=f'It names "{shown}"; RFC 8414 §3.3 requires the same issuer.',
            advice=capital(f"{self._set(shown)}."),
            step=self.client.edit("issuer"),
        )

    def _set(self, issuer: str) -> str:
        return self.client.assign("issuer", self.client.mask(issuer))

    def error(
        self, what: str, *, why: str = "", advice: str = "", step: NextStep | None = None
    ) -> MalformedTokenResponse:
        """The error; without other advice the one to name the endpoint itself."""
        source = self.client.source("issuer")
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
