"""Security schemes as the auth definitions of an environment (OpenAPI 3.1 §4.8.27)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.loose_values import Json, text_of
from outrider.importers.file_naming import numbered, secret_name
from outrider.importers.importer import compact_auth
from outrider.importers.openapi.literal_text import in_one_line, sent_as_is
from outrider.importers.openapi.server_urls import BASE_URL
from outrider.model.workspace import AuthTable

NONE = compact_auth({"type": "none"})
"""What sends a request without credentials."""

_GRANTS = {
    "clientCredentials": "client_credentials",
    "authorizationCode": "authorization_code",
    "deviceAuthorization": "device_code",
    "password": "password",
    "implicit": "implicit",
}
"""Flows by their names in OpenAPI, the one that is taken before the others first."""
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_ENDPOINTS = {
    "tokenUrl": "token_endpoint",
    "authorizationUrl": "authorization_endpoint",
    "deviceAuthorizationUrl": "device_authorization_endpoint",
}
_NEEDED = {
    "client_credentials": ("token_endpoint",),
    "authorization_code": ("authorization_endpoint", "token_endpoint"),
    "password": ("token_endpoint",),
    _DEVICE: ("device_authorization_endpoint", "token_endpoint"),
}
_CLIENT_ID = ("x-scalar-client-id", "x-client-id", "x-defaultClientId")
"""Where documents name a client that is registered."""
_WELL_KNOWN = re.compile(r"/\.well-known/(?:openid-configuration|oauth-authorization-server)")
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_ORIGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?//(?:\{\{[^{}]*\}\}|[^/?#])*")


class SchemeAuth(Struct, frozen=True):
    """What a scheme becomes.

    Attributes:
        table: its keys; endpoints as the document has them, ``None`` where it is no auth.
        kind: ``oauth2``, ``api_key`` and the like; ``tls`` for a client certificate.
        is_usable: requests can be sent with it.
    """

    name: str
    kind: str
    table: Mapping[str, Any] | None = None
    is_usable: bool = True

    @property
    def grant(self) -> str:
        """The grant type; empty where it fetches no token."""
        return text_of((self.table or {}).get("grant_type"))

    @property
    def reference(self) -> str:
        """Of an API key, what stands for it."""
        return text_of((self.table or {}).get("value"))


class SchemeReader:
    """Makes definitions of the schemes of one document.

    Attributes:
        prompts: names of secrets that the user is asked for.
        found: what each scheme became, by its name in the document.
    """

    def __init__(self, report: BuildReport) -> None:
        self._report = report
        self.prompts: dict[str, None] = {}
        self.found: dict[str, SchemeAuth] = {}

    def read(self, schemes: Mapping[str, Json]) -> None:
        """Reads each; ``schemes`` are resolved."""
        names: set[str] = set()
        for written, scheme in schemes.items():
            report = self._report.at(f"securitySchemes / {report_name(written)}")
            base = re.sub(r"[^\w .-]+", "_", report.title(written)).strip() or "auth"
            name = next(one for one in numbered(base, "_") if one not in names)
            names.add(name)
            if isinstance(scheme, Mapping):
                self.found[written] = self._scheme(name, scheme, report)

    def _scheme(self, name: str, scheme: Mapping[str, Json], report: BuildReport) -> SchemeAuth:
        kind = text_of(scheme.get("type"))
        if kind == "oauth2":
            return self._oauth2(name, scheme, report)
        if kind == "openIdConnect":
            return self._openid(name, scheme, report)
        if kind == "apiKey":
            return self._api_key(name, scheme, report)
        if kind in {"http", "basic"}:
            return self._http(name, text_of(scheme.get("scheme")) or kind, report)
        if kind == "mutualTLS":
            report.changed(
                "The client certificate was not imported: the document names no file.",
                advice="Set client_certificate in [tls] of the environment.",
            )
            return SchemeAuth(name, "tls")
        report.lost(f'Security scheme "{name}" was not imported: its type is "{kind}".')
        return SchemeAuth(name, kind, is_usable=False)

    def _secret(self, base: str, name: str) -> str:
        """A reference to a secret of this kind; another scheme's of the same kind is another."""
        wanted = (base, secret_name(f"{name}_{base}"))
        found = next(
            one
            for one in (*wanted, *(f"{wanted[1]}_{number}" for number in range(2, 1000)))
            if one not in self.prompts
        )
        self.prompts[found] = None
        return "{{" + found + "}}"

    def _http(self, name: str, scheme: str, report: BuildReport) -> SchemeAuth:
        kind = scheme.strip().lower()
        if kind in {"basic", "digest"}:
            table = {
                "type": kind,
                "username": self._secret("username", name),
                "password": self._secret("password", name),
            }
            return SchemeAuth(name, kind, table)
        if kind == "bearer":
            token = self._secret("token", name)
            return SchemeAuth(name, kind, {"type": kind, "token": token})
        value = self._secret("credentials", name)
        placement = {"in": "header", "name": "Authorization", "prefix": scheme.strip()}
        report.changed(
            f'HTTP authentication scheme "{scheme}" sends {value} as it is.',
            why="Outrider does not compute the credentials of this scheme.",
        )
        return SchemeAuth(
            name, "api_key", {"type": "api_key", "value": value, "placement": placement}
        )

    def _api_key(self, name: str, scheme: Mapping[str, Json], report: BuildReport) -> SchemeAuth:
        where, key = text_of(scheme.get("in")) or "header", text_of(scheme.get("name"))
        if not key or where not in {"header", "query", "cookie"}:
            report.lost(f'API key "{name}" was not imported: it has no name or no place.')
            return SchemeAuth(name, "api_key", is_usable=False)
        value = self._secret("api_key", name)
        if key.lower() == "authorization":
            report.changed(
                f"{value} is the whole Authorization header.",
                why="The document declares the header as an API key.",
                advice='Include the scheme in the value, such as "Bearer ".',
            )
        placement = {"in": where, "name": sent_as_is(key, report), "prefix": ""}
        return SchemeAuth(
            name, "api_key", {"type": "api_key", "value": value, "placement": placement}
        )

    def _openid(self, name: str, scheme: Mapping[str, Json], report: BuildReport) -> SchemeAuth:
        url = text_of(scheme.get("openIdConnectUrl")).strip()
        if not url:
            report.lost(f'Security scheme "{name}" has no openIdConnectUrl.')
            return SchemeAuth(name, "oauth2", is_usable=False)
        report.changed(
            f'Auth definition "{name}" uses the client credentials grant.',
            why="OpenID Connect names the issuer, but no grant type.",
            advice="Set grant_type if the API expects a user's token.",
        )
        table = {
            "type": "oauth2",
            "grant_type": "client_credentials",
            "issuer": issuer_of(url),
            **self._client(name, scheme, {}, "client_credentials"),
        }
        return SchemeAuth(name, "oauth2", table)

    def _client(
        self, name: str, scheme: Mapping[str, Json], flow: Mapping[str, Json], grant: str
    ) -> dict[str, Any]:
        given = (text_of(one.get(key)) for one in (flow, scheme) for key in _CLIENT_ID)
        known = next(filter(None, given), "")
        client_id = sent_as_is(known, self._report) or self._secret("client_id", name)
        if grant == "implicit":
            return {"client_id": client_id}
        self._report.changed(
            "Token requests authenticate the client by client_secret_basic.",
            why="OpenAPI does not say how clients authenticate.",
            advice="Set token_endpoint_auth_method if the authorization server requires another "
            "method.",
        )
        return {"client_id": client_id, "client_secret": self._secret("client_secret", name)}

    def _oauth2(self, name: str, scheme: Mapping[str, Json], report: BuildReport) -> SchemeAuth:
        flows = scheme.get("flows")
        flows = flows if isinstance(flows, Mapping) else {}
        known = [one for one in _GRANTS if isinstance(flows.get(one), Mapping)]
        for other in (one for one in flows if one not in _GRANTS and not one.startswith("x-")):
            report.lost(f'OAuth 2.0 flow "{other}" was not imported: it is unknown.')
        if not known:
            report.lost(f'Security scheme "{name}" was not imported: it has no flow.')
            return SchemeAuth(name, "oauth2", is_usable=False)
        flow: Mapping[str, Json] = flows[known[0]]
        grant = _DEVICE if known[0] == "deviceAuthorization" else _GRANTS[known[0]]
        table: dict[str, Any] = {"type": "oauth2", "grant_type": grant}
        table |= {key: text_of(flow.get(url)).strip() for url, key in _ENDPOINTS.items()}
        metadata = text_of(scheme.get("oauth2MetadataUrl")).strip()
        if metadata and not table["token_endpoint"]:
            table["issuer"] = issuer_of(metadata)
        table |= self._client(name, scheme, flow, grant)
        if grant == "password":
            table["username"] = self._secret("username", name)
            table["password"] = self._secret("password", name)
        for line in _flow_remarks(name, flows, known, report):
            report.changed(line)
        return SchemeAuth(name, "oauth2", table, _is_complete(name, table, report))


def _flow_remarks(
    name: str, flows: Mapping[str, Json], known: list[str], report: BuildReport
) -> Iterator[str]:
    if len(known) > 1:
        yield (
            f'Auth definition "{name}" has grant type {_GRANTS[known[0]]}; the document also has '
            f"{', '.join(_GRANTS[one] for one in known[1:])}."
        )
    refresh = text_of(flows[known[0]].get("refreshUrl"))
    if refresh and refresh != text_of(flows[known[0]].get("tokenUrl")):
        report.changed(
            f"refreshUrl {in_one_line(refresh)} is not used.",
            why="Outrider renews tokens at the token endpoint (RFC 6749 §6).",
        )


def _is_complete(name: str, table: Mapping[str, Any], report: BuildReport) -> bool:
    grant = table["grant_type"]
    if grant == "implicit":
        report.lost(
            'Grant type "implicit" is not supported; its settings were kept in the file.',
            advice='Set grant_type = "authorization_code" and token_endpoint, if the server '
            "supports it.",
        )
        return False
    missing = [key for key in _NEEDED.get(grant, ()) if not table.get(key)]
    if missing and "issuer" not in table:
        report.lost(
            f'Auth definition "{name}" has no {" or ".join(missing)}.',
            advice="Enter what is missing before sending.",
        )
        return False
    return True


def report_name(written: str) -> str:
    """A name in the report's words for a place."""
    return in_one_line(written)[:80]


def issuer_of(url: str) -> str:
    """The issuer whose metadata stand at an address (RFC 8414 §3.1, OpenID Discovery §4)."""
    return _WELL_KNOWN.sub("", url.partition("?")[0]).rstrip("/")


def environment_auth(auth: SchemeAuth, scope: str, base_url: str) -> AuthTable:
    """The definition of a scheme in one environment, its URLs made absolute there."""
    table = dict(auth.table or {})
    for key in (*_ENDPOINTS.values(), "issuer"):
        if table.get(key):
            table[key] = _absolute(table[key], base_url)
    if auth.grant and scope:
        table["scope"] = scope
    return compact_auth(table)


def _absolute(written: str, base_url: str) -> str:
    """A URL as a template; a relative one is of the server (OpenAPI 3.1 §4.6)."""
    url = _VARIABLE.sub(r"{{\1}}", written) if "{{" not in written else written
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://|\{\{", url):
        return url
    origin = _ORIGIN.match(base_url)
    if url.startswith("//"):
        return f"{(origin and origin[1]) or 'https:'}{url}"
    if url.startswith("/"):
        start = origin[0] if origin else "{{" + BASE_URL + "}}"
        return start + url
    return urljoin(f"{base_url}/", url) if "{{" not in base_url else f"{base_url}/{url}"
