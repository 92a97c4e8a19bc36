"""The auth that takes the place of a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import numbered, slug
from outrider.importers.importer import compact_auth
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.environment_values import DifferentRequests, EnvironmentValues
from outrider.importers.postman.postman_auth import grouped, kept_header
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.scripts.known_texts import is_made_of
from outrider.importers.postman.scripts.recognition import STANDARD_PATH
from outrider.importers.postman.scripts.token_request_reader import ScriptTokenRequest
from outrider.importers.postman.token_script_finder import FoundTokenScript
from outrider.model.workspace import AuthTable, Scalar


class ScriptAuths:
    """Makes auth tables; ``scopes`` are all variables of the import."""

    def __init__(
        self,
        report: PostmanImportReport,
        secrets: SecretNamer,
        imported: ImportedScopes,
        scopes: Sequence[Mapping[str, Scalar]],
    ) -> None:
        self._report = report
        self._secrets = secrets
        self._imported = imported
        self._scopes = scopes

    def table(self, one: FoundTokenScript) -> AuthTable:
        """The auth for a script, its literal secret kept apart."""
        request, template = one.request, self._report.at(one.draft.place).template
        self._hide(one)
        if one.variants:
            taken = frozenset[str]().union(*self._scopes)
            values = EnvironmentValues(self._imported, self._secrets, template, taken)
            try:
                request = values.request(one.variants, one.decided)
            except DifferentRequests:
                return self._of_environments(one, values.secrets(one.variants), template)
        return self._written(request, template, one.analysis.token_path)

    def _of_environments(
        self,
        one: FoundTokenScript,
        requests: Sequence[ScriptTokenRequest],
        template: Callable[[str], str],
    ) -> AuthTable:
        """An auth in each environment, and what refers to it."""
        path = one.analysis.token_path
        made = [self._written(request, template, path) for request in requests]
        for name in numbered(slug(one.owner.name, "token"), "-"):
            known = [each.auths.get(name) for each in self._imported.environments]
            if known == made or not any(known):
                break
        for environment, table in zip(self._imported.environments, made, strict=True):
            environment.auths[name] = table
        return compact_auth({"extends": name})

    def _written(
        self,
        request: ScriptTokenRequest,
        template: Callable[[str], str],
        path: tuple[str, ...],
    ) -> AuthTable:
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": request.grant,
            "token_endpoint": template(request.endpoint),
            "client_id": template(request.client_id),
            "client_secret": self._secrets.put("client_secret", template(request.client_secret)),
            "username": template(request.username),
            "password": self._secrets.put("resource_owner_password", template(request.password)),
            "scope": template(request.scope),
        }
        if request.method != "client_secret_basic":
            table["token_endpoint_auth_method"] = request.method
        if request.basic_encoding == "raw":
            table["basic_encoding"] = "raw"
        parameters = grouped((name, template(value)) for name, value in request.parameters)
        if parameters:
            table["token_parameters"] = parameters
        if request.headers:
            table["token_headers"] = {
                name: kept_header(name, template(value), self._secrets)
                for name, value in request.headers
            }
        if path != STANDARD_PATH:
            is_plain = all(re.fullmatch(r"[\w-]+", name) for name in path)
            table["token_response"] = {"access_token": ".".join(path) if is_plain else list(path)}
        return compact_auth(table)

    def _hide(self, one: FoundTokenScript) -> None:
        """A variable out of which a script took the secret is one itself."""
        for request in one.variants or [one.request]:
            for secret in (request.client_secret, request.password):
                for name in one.decided_by if secret and "{{" not in secret else ():
                    if any(is_made_of(secret, str(scope.get(name, ""))) for scope in self._scopes):
                        self._secrets.named.add(name)
