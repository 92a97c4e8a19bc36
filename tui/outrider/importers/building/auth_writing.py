"""Auths of other tools as tables of the workspace, their literal credentials kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from outrider.credential_shapes import is_credential_field, is_credential_name, may_open
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.written_urls import with_parameter
from outrider.importers.importer import compact_auth
from outrider.model.workspace import AuthTable
from outrider.oauth.own_headers import is_own_header
from outrider.visible_text import visible_line

SENDS_NOTHING = compact_auth({"type": "none"})
"""What stops an inherited auth."""

_OWN = frozenset({"api_key", "aws_sigv4", "basic", "bearer", "command", "digest", "none", "oauth2"})
_GRANTS = frozenset({"client_credentials", "password", "authorization_code"})
_NEEDED = {
    "password": ("username", "password"),
    "authorization_code": ("authorization_endpoint",),
}
NO_SEND = "Requests that use it cannot be sent until you change it."
"""The advice where an auth is kept that Outrider cannot perform."""


def foreign_type(kind: str, tool: str) -> str:
    """A type of auth that is not supported, as files have it.

    What another tool calls as Outrider calls one of its own types must not become a setting that
    means something here.
    """
    return f"{tool}_{kind}" if kind in _OWN else kind


def kept_settings(kind: str, settings: Mapping[str, str], secrets: SecretNamer) -> dict[str, str]:
    """What is kept of an auth of a type that Outrider lacks, by the names of its own tool.

    What may be a credential becomes a secret that is called after the type. Texts of JSON stay
    here: what is in them is looked through when the import is complete.
    """
    found = {}
    for name, value in settings.items():
        if name in {"", "type"} or not value:
            continue
        is_json = value.lstrip()[:1] in {"{", "["}
        is_secret = is_credential_name(name) or (not is_json and may_open(name, value))
        found[name] = secrets.put(f"{kind}_{name}", value) if is_secret else value
    return found


class OAuth2Settings(Struct, frozen=True):
    """What a tool says of a token request, references in it as they are written here.

    Attributes:
        grant: by its wire name where it has one.
        client_auth: ``client_secret_basic``, ``client_secret_post`` or ``none``.
        raw_basic: the tool sends id and secret as they are, not form-encoded.
        parameters: what the token request carries besides, in order.
        query: what its URL carries besides.
        headers: of the token request.
        kept: settings that only a grant has that is not supported, by the tool's names.
    """

    grant: str
    token_endpoint: str = ""
    authorization_endpoint: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_auth: str = "client_secret_basic"
    raw_basic: bool = True
    scope: str = ""
    redirect_uri: str = ""
    username: str = ""
    password: str = ""
    parameters: Sequence[tuple[str, str]] = ()
    query: Sequence[tuple[str, str]] = ()
    headers: Sequence[tuple[str, str]] = ()
    placement: Mapping[str, str] | None = None
    is_public: bool = False
    kept: Mapping[str, str] = {}


class AuthWriter:
    """Writes tables: ``secrets`` takes literal credentials. Texts come with our references."""

    def __init__(self, report: BuildReport, secrets: SecretNamer) -> None:
        self._report = report
        self._secrets = secrets

    def basic(self, username: str, password: str, kind: str = "basic") -> AuthTable:
        """Basic, or digest where ``kind`` says so."""
        return compact_auth(
            {
                "type": kind,
                "username": username,
                "password": self._secrets.put(f"{kind}_password", password),
            }
        )

    def bearer(self, token: str, prefix: str = "Bearer") -> AuthTable:
        """A fixed token; with another prefix it is a key in the same header."""
        reference = self._secrets.put("bearer_token", token.strip())
        if prefix == "Bearer":
            return compact_auth({"type": "bearer", "token": reference})
        placement = {"in": "header", "name": "Authorization", "prefix": prefix}
        return compact_auth({"type": "api_key", "value": reference, "placement": placement})

    def api_key(self, name: str, value: str, where: str) -> AuthTable:
        """A key in a header, the query or a cookie."""
        if not name:
            self._report.lost("The API key was not imported: it has no name.")
            return SENDS_NOTHING
        placement = {"in": where, "name": name, "prefix": ""}
        reference = self._secrets.put("api_key", value)
        return compact_auth({"type": "api_key", "value": reference, "placement": placement})

    def aws(self, key: str, secret: str, session: str, region: str, service: str) -> AuthTable:
        """A signature of AWS, version 4."""
        return compact_auth(
            {
                "type": "aws_sigv4",
                "access_key_id": key,
                "secret_access_key": self._secrets.put("secret_access_key", secret),
                "session_token": self._secrets.put("session_token", session),
                "region": region,
                "service": service,
            }
        )

    def unsupported(self, kind: str, settings: Mapping[str, str], tool: str) -> AuthTable:
        """Settings of a type that Outrider lacks, kept so that nothing of them is lost."""
        table = {
            "type": foreign_type(kind, tool),
            **kept_settings(kind, settings, self._secrets),
        }
        self._report.lost(
            f'Auth type "{visible_line(kind)}" is not supported; its settings were kept in the '
            "file.",
            advice=NO_SEND,
        )
        return compact_auth(table)

    def oauth2(self, settings: OAuth2Settings) -> AuthTable:
        """A token request. What its grant needs and does not have is told."""
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": settings.grant,
            "token_endpoint": self._endpoint(settings),
            "client_id": settings.client_id,
            "client_secret": self._secrets.put("client_secret", settings.client_secret),
            "scope": settings.scope,
        }
        if not settings.client_secret:
            table["token_endpoint_auth_method"] = "none"
        elif settings.client_auth != "client_secret_basic":
            table["token_endpoint_auth_method"] = settings.client_auth
        elif settings.raw_basic:
            table["basic_encoding"] = "raw"
        if settings.placement is not None:
            table["placement"] = dict(settings.placement)
        if parameters := self._parameters(settings.parameters):
            table["token_parameters"] = parameters
        if headers := dict(self._headers(settings.headers)):
            table["token_headers"] = headers
        if settings.grant != "client_credentials":
            table |= self._of_other_grants(settings)
        self._tell_gaps(table, settings)
        return compact_auth(table)

    def _endpoint(self, settings: OAuth2Settings) -> str:
        url = settings.token_endpoint.strip()
        for name, value in settings.query if url else ():
            url = with_parameter(url, name, value)
        return url

    def _parameters(self, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        found: dict[str, list[str]] = {}
        for name, value in pairs:
            is_secret = is_credential_field(name, value)
            found.setdefault(name, []).append(
                self._secrets.put(name, value) if is_secret else value
            )
        return {name: values if len(values) > 1 else values[0] for name, values in found.items()}

    def _headers(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        found = []
        for name, value in pairs:
            if is_own_header(name):
                self._report.lost(
                    f'Header "{visible_line(name)}" of the token request was not imported.',
                    why="Outrider sets this header itself.",
                )
                continue
            is_secret = is_credential_field(name, value)
            found.append((name, self._secrets.put(name, value) if is_secret else value))
        return found

    def _of_other_grants(self, settings: OAuth2Settings) -> dict[str, Any]:
        page = {
            "authorization_endpoint": settings.authorization_endpoint.strip(),
            "redirect_uri": settings.redirect_uri.strip(),
        }
        if settings.grant == "authorization_code":
            return page
        user = {
            "username": settings.username,
            "password": self._secrets.put("resource_owner_password", settings.password),
        }
        if settings.grant == "password":
            return user
        self._report.lost(
            f'Grant type "{visible_line(settings.grant)}" is not supported; its settings were '
            "kept in the file.",
            advice=NO_SEND,
        )
        return page | user | kept_settings("oauth2", settings.kept, self._secrets)

    def _tell_gaps(self, table: Mapping[str, Any], settings: OAuth2Settings) -> None:
        """Says what is missing, so that no send has to find it out."""
        needed = ["client_id", *_NEEDED.get(settings.grant, ())]
        if settings.grant in _GRANTS:
            needed.insert(0, "token_endpoint")
        missing = [key for key in needed if not table.get(key)]
        if missing:
            self._report.lost(
                f"The OAuth 2.0 auth has no {' or '.join(missing)}.",
                advice="Enter what is missing in [auth] before sending.",
            )
        if table["client_id"] and not table["client_secret"] and not settings.is_public:
            self._report.changed(
                "client_secret is empty; the client is imported without one.",
                why='token_endpoint_auth_method = "none" sends client_id alone.',
                advice="Add client_secret and the method, unless the client is public.",
            )
