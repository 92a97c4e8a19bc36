"""Auth in Postman's form: absent inherits, ``noauth`` stops, oauth2 with all that Postman knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from outrider.credential_shapes import is_credential_field
from outrider.exporters.basic_clients import with_encoded_client
from outrider.exporters.postman.export_report import ExportReport, Json
from outrider.exporters.postman.url_writer import encode_for_postman
from outrider.model.workspace import AuthTable, scalar_text
from outrider.variables.reference_grammar import has_reference

SECRETS = frozenset(
    ("password", "token", "value", "client_secret", "secret_access_key", "session_token",
     "secretKey", "sessionToken", "consumerSecret",
     "tokenSecret", "privateKey", "secret", "authKey", "accessToken", "private_key",
     "private_key_password", "service_account", "subject_token", "actor_token")
)  # fmt: skip
"""Keys of tables whose values are credentials."""

_GRANTS = {
    "client_credentials": "client_credentials",
    "password": "password_credentials",
    "authorization_code": "authorization_code_with_pkce",
    "implicit": "implicit",
}
_TYPES = {"aws_sigv4": "awsv4", "api_key": "apikey"}
_AWS = {
    "access_key_id": "accessKey",
    "secret_access_key": "secretKey",
    "session_token": "sessionToken",
    "region": "region",
    "service": "service",
}
_CLIENT_AUTH = {"client_secret_basic": "header", "client_secret_post": "body", "none": "body"}
_OAUTH2 = {
    "token_endpoint": "accessTokenUrl",
    "authorization_endpoint": "authUrl",
    "redirect_uri": "redirect_uri",
    "client_id": "clientId",
    "client_secret": "clientSecret",
    "scope": "scope",
    "username": "username",
    "password": "password",
}
_OTHERWISE = frozenset(
    (
        "type",
        "grant_type",
        "token_endpoint_auth_method",
        "placement",
        "token_parameters",
        "token_headers",
        "token_response",
        "token_type",
        "basic_encoding",
    )
)


def auth_table(auth: AuthTable, words: ExportReport, place: str) -> Json:
    """An auth without ``use`` and ``extends``."""
    return _AuthWriter(auth.table, words, place).json()


class _AuthWriter:
    def __init__(self, table: Mapping[str, Any], words: ExportReport, place: str) -> None:
        self._table = table
        self._words = words
        self._place = place

    def json(self) -> Json:
        kind = str(self._table.get("type", ""))
        if kind == "none":
            return {"type": "noauth"}
        if "hosts" in self._table:
            self._words.lost(
                "hosts was not exported: Postman cannot limit hosts.",
                self._place,
                "Postman sends credentials to every host.",
            )
        match kind:
            case "basic":
                rows = self._plain("username", "password")
            case "bearer":
                rows = self._plain("token")
            case "api_key":
                rows = self._api_key()
            case "digest":
                rows = self._plain("username", "password")
            case "aws_sigv4":
                rows = self._aws()
            case "oauth2":
                rows = self._oauth2()
            case "command":
                kind, rows = "bearer", self._command()
            case _:
                rows = self._plain(*(key for key in self._table if key not in {"type", "hosts"}))
        name = _TYPES.get(kind, kind)
        return {"type": name, name: [{"key": k, "value": v, "type": _type(v)} for k, v in rows]}

    def _command(self) -> Iterator[tuple[str, object]]:
        """A token of a program's, which Postman cannot run."""
        self._words.changed(
            'The auth of type "command" was exported as a Bearer token.',
            self._place,
            "Postman does not run programs.",
            "Set variable access_token in Postman.",
        )
        yield "token", "{{access_token}}"

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

    def _plain(self, *keys: str) -> Iterator[tuple[str, object]]:
        for key in keys:
            yield key, self._text(key)
        self._tell_unknown(keys)

    def _aws(self) -> Iterator[tuple[str, object]]:
        for key, name in _AWS.items():
            if self._table.get(key):
                yield name, self._text(key)
        self._tell_unknown(_AWS)

    def _api_key(self) -> Iterator[tuple[str, object]]:
        placement = self._placement()
        self._tell_place(placement)
        prefix = str(placement.get("prefix", ""))
        value = self._text("value")
        name = self._words.text(str(placement.get("name", "X-Api-Key")), self._place)
        value = f"{self._words.text(prefix)} {value}" if prefix else value
        if placement.get("in") == "query":
            # Postman adds them to the URL as it adds a row.
            name, value = (
                encode_for_postman(one, self._words, self._place) for one in (name, value)
            )
        yield "key", name
        yield "value", value
        yield "in", "query" if placement.get("in") == "query" else "header"
        self._tell_unknown({"value", "placement"})

    def _placement(self) -> Mapping[str, Any]:
        found = self._table.get("placement")
        return found if isinstance(found, Mapping) else {}

    def _tell_place(self, placement: Mapping[str, Any]) -> None:
        if placement.get("in") in ("cookie", "body"):
            self._words.lost(
                f'placement in = "{placement["in"]}" was exported as header.',
                self._place,
                "Postman sends credentials in a header or in the query.",
            )

    def _oauth2(self) -> Iterator[tuple[str, object]]:
        self._table, may_differ = with_encoded_client(self._table)
        if may_differ:
            self._words.lost(
                'basic_encoding "rfc6749" was not exported.',
                self._place,
                "Postman does not percent-encode the client ID and client secret.",
                "In Postman, enter them percent-encoded.",
            )
        grant = str(self._table.get("grant_type", "client_credentials"))
        if grant not in _GRANTS:
            self._words.lost(
                f'grant_type "{grant}" was exported as it is.',
                self._place,
                "Postman does not know it.",
                "Choose a grant type in the auth in Postman.",
            )
        yield "grant_type", _GRANTS.get(grant, grant)
        for key, name in _OAUTH2.items():
            if self._table.get(key):
                yield name, self._text(key)
        method = str(self._table.get("token_endpoint_auth_method", "client_secret_basic"))
        if method not in _CLIENT_AUTH:
            self._words.lost(
                f'token_endpoint_auth_method "{method}" was exported as Basic Auth header.',
                self._place,
                "Postman supports a client secret in the header or in the body.",
            )
        yield "client_authentication", _CLIENT_AUTH.get(method, "header")
        if "issuer" in self._table:
            self._words.lost(
                f'issuer "{self._table["issuer"]}" was not exported.',
                self._place,
                "Postman does not read issuer metadata.",
                "Enter the token endpoint in the auth in Postman.",
            )
        yield from self._token_place()
        if parameters := [*self._parameters(), *self._headers()]:
            yield "tokenRequestParams", parameters
        if "token_response" in self._table:
            self._words.lost(
                "token_response was not exported.",
                self._place,
                "Postman reads the token from access_token only.",
            )
        self._tell_unknown({*_OAUTH2, *_OTHERWISE, "issuer"})

    def _token_place(self) -> Iterator[tuple[str, object]]:
        placement = self._placement()
        self._tell_place(placement)
        name = str(placement.get("name", "Authorization"))
        if placement.get("in") == "query":
            if name != "access_token":
                self._words.lost(
                    f'Postman sends the token in query parameter "access_token", not "{name}".',
                    self._place,
                )
            yield "addTokenTo", "queryParams"
            return
        if name.lower() != "authorization":
            self._words.lost(
                f'Postman sends the token in header "Authorization", not "{name}".', self._place
            )
        yield "addTokenTo", "header"
        yield "headerPrefix", str(placement.get("prefix", "Bearer"))

    def _parameters(self) -> Iterator[Json]:
        found = self._table.get("token_parameters")
        for key, value in found.items() if isinstance(found, Mapping) else ():
            for one in value if isinstance(value, list | tuple) else (value,):
                written = self._words.text(scalar_text(one), self._place)
                yield {"key": key, "value": written, "enabled": True, "send_as": "request_body"}

    def _headers(self) -> Iterator[Json]:
        found = self._table.get("token_headers")
        for key, value in found.items() if isinstance(found, Mapping) else ():
            written = scalar_text(value)
            if (
                is_credential_field(key, written)
                and not has_reference(written)
                and not self._words.reveals
            ):
                self._words.changed(
                    f'The value of header "{key}" of the token request was not exported.',
                    self._place,
                    "It is a credential.",
                    "Use a secret in the file, or export with --reveal.",
                )
                written = ""
            text = self._words.text(written, self._place)
            yield {"key": key, "value": text, "enabled": True, "send_as": "request_header"}

    def _tell_unknown(self, known: Collection[str]) -> None:
        for key in self._table:
            if key not in {*known, "type", "hosts"}:
                self._words.lost(f"{key} of the auth definition was not exported.", self._place)


def _type(value: object) -> str:
    return "string" if isinstance(value, str) else "any"
