"""Auth as blocks of Bruno's: every key is written, since what a missing one means differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from outrider.credential_shapes import is_credential_field
from outrider.exporters.basic_clients import with_encoded_client
from outrider.exporters.bruno.bru_text import BruRow
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.postman.auth_writer import SECRETS
from outrider.model.workspace import AuthTable, scalar_text
from outrider.variables.reference_grammar import has_reference
from outrider.visible_text import visible_line

_GRANTS = frozenset({"client_credentials", "password", "authorization_code", "implicit"})
_AWS = {
    "access_key_id": "accessKeyId",
    "secret_access_key": "secretAccessKey",
    "session_token": "sessionToken",
    "service": "service",
    "region": "region",
}
_OAUTH2 = {
    "authorization_endpoint": "authorization_url",
    "token_endpoint": "access_token_url",
    "redirect_uri": "callback_url",
    "username": "username",
    "password": "password",
    "client_id": "client_id",
    "client_secret": "client_secret",
    "scope": "scope",
}
_OF_GRANT = {
    "client_credentials": {"token_endpoint", "client_id", "client_secret", "scope"},
    "password": {"token_endpoint", "username", "password", "client_id", "client_secret", "scope"},
    "authorization_code": {
        "authorization_endpoint", "token_endpoint", "redirect_uri", "client_id", "client_secret",
        "scope",
    },
    "implicit": {"authorization_endpoint", "redirect_uri", "client_id", "scope"},
}  # fmt: skip
_PLACES = {
    "client_secret_basic": "basic_auth_header",
    "client_secret_post": "body",
    "none": "body",
}
_OTHERWISE = frozenset(
    ("grant_type", "token_endpoint_auth_method", "placement", "token_parameters", "token_headers",
     "token_response", "token_type", "basic_encoding", "issuer")
)  # fmt: skip
_UNKNOWN = frozenset({"ntlm", "wsse", "oauth1", "akamai_edgegrid"})
"""Types that the import keeps, and that Bruno has."""


def auth_blocks(auth: AuthTable, words: BrunoExportReport, place: str) -> tuple[str, list[str]]:
    """The mode of an auth without ``use`` and ``extends``, and its blocks."""
    return _AuthBlocks(auth.table, words, place).made()


class _AuthBlocks:
    def __init__(self, table: Mapping[str, Any], words: BrunoExportReport, place: str) -> None:
        self._table = table
        self._words = words
        self._place = place

    def made(self) -> tuple[str, list[str]]:
        kind = str(self._table.get("type", ""))
        if kind == "none":
            return "none", []
        if "hosts" in self._table:
            self._words.lost(
                "hosts was not exported: Bruno cannot limit hosts.",
                self._place,
                "Bruno sends credentials to every host.",
            )
        if kind == "oauth2":
            return "oauth2", self._oauth2()
        made = self._simple(kind)
        if made is not None:
            mode, rows = made
            return mode, [self._block(f"auth:{mode}", rows)]
        if kind in _UNKNOWN:
            mode = kind.replace("_", "-")
            names = [key for key in self._table if key not in {"type", "hosts"}]
            return mode, [self._block(f"auth:{mode}", self._plain(*names))]
        self._words.lost(
            f'Auth type "{visible_line(kind)}" was not exported.',
            self._place,
            "Bruno has no such auth.",
        )
        return "none", []

    def _simple(self, kind: str) -> tuple[str, Iterator[tuple[str, str]]] | None:
        """The mode and the keys of an auth that is one block."""
        match kind:
            case "basic" | "digest":
                return kind, self._plain("username", "password")
            case "bearer":
                return kind, self._plain("token")
            case "api_key":
                return "apikey", self._api_key()
            case "aws_sigv4":
                return "awsv4", self._aws()
            case "command":
                return "bearer", self._command()
        return None

    def _block(self, name: str, rows: Iterable[tuple[str, str]]) -> str:
        return self._words.block(name, [BruRow(*row) for row in rows], self._place)

    def _text(self, key: str) -> str:
        """A value; a credential that stands in the file stays out unless it is asked for."""
        value = self._table.get(key, "")
        written = scalar_text(value) if isinstance(value, str | int | float | bool) else str(value)
        if key in SECRETS and written and not has_reference(written) and not self._words.reveals:
            self._words.changed(
                f"The value of {key} was not exported.",
                self._place,
                "It is a credential.",
                "Use a secret in the file, or export with --reveal.",
            )
            return ""
        return self._words.text(written, self._place)

    def _plain(self, *keys: str) -> Iterator[tuple[str, str]]:
        for key in keys:
            yield key, self._text(key)
        self._tell_unknown(keys)

    def _command(self) -> Iterator[tuple[str, str]]:
        """A token of a program's, which Bruno cannot run."""
        self._words.changed(
            'The auth of type "command" was exported as a Bearer token.',
            self._place,
            "Bruno does not run programs.",
            "Set variable access_token in Bruno.",
        )
        yield "token", "{{access_token}}"

    def _aws(self) -> Iterator[tuple[str, str]]:
        for key, name in _AWS.items():
            yield name, self._text(key)
        yield "profileName", ""
        self._tell_unknown(_AWS)

    @property
    def _placement(self) -> Mapping[str, Any]:
        found = self._table.get("placement")
        return found if isinstance(found, Mapping) else {}

    def _tell_place(self) -> None:
        if self._placement.get("in") in ("cookie", "body"):
            self._words.lost(
                f'placement in = "{self._placement["in"]}" was exported as header.',
                self._place,
                "Bruno sends credentials in a header or in the query.",
            )

    def _api_key(self) -> Iterator[tuple[str, str]]:
        self._tell_place()
        if self._placement.get("in") == "query":
            self._words.changed(
                "Bruno adds the API key only to URLs that begin with their scheme.",
                self._place,
                "It does not read a variable at the start of a URL there.",
            )
        prefix = self._words.text(str(self._placement.get("prefix", "")), self._place)
        name = str(self._placement.get("name", "X-Api-Key"))
        yield "key", self._words.text(name, self._place)
        value = self._text("value")
        yield "value", f"{prefix} {value}" if prefix else value
        yield "placement", "queryparams" if self._placement.get("in") == "query" else "header"
        self._tell_unknown({"value", "placement"})

    # OAuth 2.0.

    def _oauth2(self) -> list[str]:
        self._table, may_differ = with_encoded_client(self._table)
        if may_differ:
            self._words.lost(
                'basic_encoding "rfc6749" was not exported.',
                self._place,
                "Bruno does not percent-encode the client ID and client secret.",
                "In Bruno, enter them percent-encoded.",
            )
        grant = str(self._table.get("grant_type", "client_credentials"))
        if grant not in _GRANTS:
            self._words.lost(
                f'grant_type "{visible_line(grant)}" was exported as it is.',
                self._place,
                "Bruno does not know it.",
                "Choose a grant type in the auth in Bruno.",
            )
        rows = [("grant_type", grant)]
        for key, name in _OAUTH2.items():
            if key in _OF_GRANT.get(grant, _OAUTH2.keys()):
                rows.append((name, self._text(key)))
            elif self._table.get(key):
                self._words.lost(f"{key} of the auth definition was not exported.", self._place)
        if grant == "authorization_code":
            rows += [("state", ""), ("pkce", "true")]
        rows += self._client()
        rows += self._token_place()
        rows += [("auto_fetch_token", "true"), ("auto_refresh_token", "true")]
        self._tell_gaps()
        return [self._block("auth:oauth2", rows), *self._parameters()]

    def _client(self) -> Iterator[tuple[str, str]]:
        method = str(self._table.get("token_endpoint_auth_method", "client_secret_basic"))
        if method not in _PLACES:
            self._words.lost(
                f'token_endpoint_auth_method "{visible_line(method)}" was exported as Basic auth '
                "header.",
                self._place,
                "Bruno supports a client secret in the header or in the body.",
            )
        yield "credentials_placement", _PLACES.get(method, "basic_auth_header")
        yield "credentials_id", "credentials"
        response = self._table.get("token_response")
        is_id_token = isinstance(response, Mapping) and response == {"access_token": "id_token"}
        if response and not is_id_token:
            self._words.lost(
                "token_response was not exported.",
                self._place,
                "Bruno reads the token from access_token or id_token only.",
            )
        yield "token_source", "id_token" if is_id_token else "access_token"

    def _token_place(self) -> Iterator[tuple[str, str]]:
        self._tell_place()
        placement = self._placement
        name = str(placement.get("name", "Authorization"))
        if placement.get("in") == "query":
            yield "token_placement", "url"
            yield "token_header_prefix", ""
            yield "token_query_key", self._words.text(name, self._place)
            return
        if name.lower() != "authorization":
            self._words.lost(
                f'Bruno sends the token in header "Authorization", not "{visible_line(name)}".',
                self._place,
            )
        yield "token_placement", "header"
        yield "token_header_prefix", self._words.text(str(placement.get("prefix", "Bearer")))
        yield "token_query_key", "access_token"

    def _parameters(self) -> Iterator[str]:
        start = "auth:oauth2:additional_params:access_token_req"
        rows = []
        found = self._table.get("token_parameters")
        for key, value in found.items() if isinstance(found, Mapping) else ():
            for one in value if isinstance(value, list | tuple) else (value,):
                rows.append((key, self._words.text(scalar_text(one), self._place)))
        headers = []
        found = self._table.get("token_headers")
        for key, value in found.items() if isinstance(found, Mapping) else ():
            headers.append((key, self._header(key, scalar_text(value))))
        yield self._block(f"{start}:headers", headers)
        yield self._block(f"{start}:body", rows)

    def _header(self, key: str, written: str) -> str:
        is_literal = is_credential_field(key, written) and not has_reference(written)
        if is_literal and not self._words.reveals:
            self._words.changed(
                f'The value of header "{visible_line(key)}" of the token request was not exported.',
                self._place,
                "It is a credential.",
                "Use a secret in the file, or export with --reveal.",
            )
            return ""
        return self._words.text(written, self._place)

    def _tell_gaps(self) -> None:
        if "issuer" in self._table:
            self._words.lost(
                f'issuer "{visible_line(str(self._table["issuer"]))}" was not exported.',
                self._place,
                "Bruno does not read issuer metadata.",
                "Enter the token endpoint in the auth in Bruno.",
            )
        self._tell_unknown({*_OAUTH2, *_OTHERWISE})

    def _tell_unknown(self, known: Collection[str]) -> None:
        for key in self._table:
            if key not in {*known, "type", "hosts"}:
                self._words.lost(
                    f"{visible_line(key)} of the auth definition was not exported.", self._place
                )
