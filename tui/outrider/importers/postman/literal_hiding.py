"""Takes literal credentials out of everything that a collection and its environments bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from outrider.importers.credential_hiding import CredentialHider
from outrider.importers.postman.collection_reader import ItemBuilder, RequestBuilder
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.postman_variables import VariableBuilder
from outrider.importers.postman.secret_naming import SecretNamer
from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.secret import MASK, masked
from outrider.model.workspace import AuthTable, NameValueRow

_WHY = "A credential in a file that is shared would be read by everybody who has it."
_PLAIN = frozenset({"type", "grant_type", "use", "extends", "token_endpoint_auth_method"})


class LiteralHiding:
    """Puts references in the place of literal credentials, and says where."""

    def __init__(self, report: PostmanImportReport, secrets: SecretNamer) -> None:
        self._report = report
        self._secrets = secrets
        self._found: list[str] = []
        self._hider = CredentialHider(self._hide)

    def _hide(self, name: str, value: str) -> str:
        reference = self._secrets.hide(name, value)
        self._found.append(reference)
        return reference

    def variables(self, scopes: Iterable[VariableBuilder]) -> None:
        """Credentials that are a part of a variable's value."""
        for values in scopes:
            for name, value in values.variables.items():
                if isinstance(value, str):
                    values.variables[name] = self._hider.text(value)
            values.comments[:] = self._hider.lines(values.comments)
        self._report.source = ""
        self._tell("")

    def items(self, items: Iterable[ItemBuilder]) -> None:
        """Folders and requests, with their auth and the comments at their ends."""
        for item in items:
            if item.auth is not None:
                item.auth = self._auth(item.auth)
            item.comments = self._hider.lines(item.comments)
            item.description = self._hider.known(item.description)
            if isinstance(item, RequestBuilder):
                self._request(item)
            self._tell(item.place)

    def _request(self, request: RequestBuilder) -> None:
        hider = self._hider
        request.url = hider.url(request.url)
        request.query = tuple(self._noted(hider.row(row)) for row in request.query)
        request.path = {name: hider.value(name, one) for name, one in request.path.items()}
        request.headers = [self._noted(hider.field(row)) for row in request.headers]
        request.body = hider.body(request.body)
        request.variables = {
            name: hider.value(name, one) if isinstance(one, str) else one
            for name, one in request.variables.items()
        }

    def _noted(self, row: NameValueRow) -> NameValueRow:
        return replace(row, description=self._hider.known(row.description))

    def _auth(self, auth: AuthTable) -> AuthTable:
        return AuthTable(self._table(auth.table), auth.places, auth.place)

    def _table(self, table: Mapping[str, Any], above: str = "") -> dict[str, Any]:
        return {key: self._setting(key, value, above) for key, value in table.items()}

    def _setting(self, key: str, value: Any, above: str) -> Any:
        if isinstance(value, Mapping):
            return self._table(value, key)
        if isinstance(value, list):
            return [self._setting(key, one, above) for one in value]
        if not isinstance(value, str) or key in _PLAIN or above == "placement":
            return value
        if "://" in value or key.lower().endswith(("endpoint", "url", "uri")):
            return self._hider.url(value)
        return self._hider.value(key, value)

    def _tell(self, place: str) -> None:
        if self._found:
            names = ", ".join(dict.fromkeys(self._found))
            self._report.at(place).changed(
                f"What looks like a credential is a secret now: {names}.", why=_WHY
            )
            self._found.clear()

    def example(self, example: ExampleResponse) -> ExampleResponse:
        """A saved answer without the tokens and cookies in it."""
        hidden: list[str] = []

        def mask(name: str, value: str) -> str:
            hidden.append(name)
            return MASK

        hider = CredentialHider(mask)
        fields = tuple(_field(hider, line) for line in example.fields)
        body = hider.text(example.body)
        if not hidden:
            return example
        self._report.at(example.request_id).changed(
            f"Credentials in the saved example {example.name} are masked.", why=_WHY
        )
        return replace(example, fields=fields, body=body)


def _field(hider: CredentialHider, line: FieldLine) -> FieldLine:
    value = masked(line.value)
    if line.name.lower() == "set-cookie":
        pair, semicolon, rest = value.partition(";")
        name, equals, cookie = pair.partition("=")
        return FieldLine(line.name, f"{name}{equals}{MASK if cookie else ''}{semicolon}{rest}")
    return FieldLine(line.name, hider.field(NameValueRow(line.name, value)).value)
