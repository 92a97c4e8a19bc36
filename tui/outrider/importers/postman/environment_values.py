"""A token request that is another in each environment: what differs becomes variables of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import structs

from outrider.importers.file_naming import numbered
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.scripts.token_request_reader import ScriptTokenRequest
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.importers.postman.secret_naming import SecretNamer
from outrider.model.secret import Secret

_REFERENCE = re.compile(r"\{\{([\w.-]+)\}\}")


class EnvironmentValues:
    """Writes what differs into the environments."""

    def __init__(
        self,
        imported: ImportedScopes,
        secrets: SecretNamer,
        template: Callable[[str], str],
    ) -> None:
        self._imported = imported
        self._secrets = secrets
        self._template = template

    def request(self, variants: Sequence[ScriptTokenRequest]) -> ScriptTokenRequest:
        """One request for all, with a variable for each part that differs.

        Raises:
            UnsupportedScript: the environments differ in more than values.
        """
        first = variants[0]
        for one in variants:
            same = (one.method, one.basic_encoding, [name for name, _ in one.parameters])
            if same != (first.method, first.basic_encoding, [name for name, _ in first.parameters]):
                raise UnsupportedScript(
                    "it authenticates or asks in another way in another environment"
                )
        texts = {
            "endpoint": self._common("token_endpoint", [one.endpoint for one in variants]),
            "client_id": self._common("client_id", [one.client_id for one in variants]),
            "client_secret": self._common(
                "client_secret", [one.client_secret for one in variants], secret=True
            ),
            "scope": self._common("scope", [one.scope for one in variants]),
        }
        parameters = tuple(
            (name, self._common(name, [one.parameters[index][1] for one in variants]))
            for index, (name, _) in enumerate(first.parameters)
        )
        return structs.replace(first, parameters=parameters, **texts)

    def _common(self, name: str, values: Sequence[str], *, secret: bool = False) -> str:
        if all(one == values[0] for one in values):
            return values[0]
        plain = re.sub(r"[^\w.-]+", "_", name).strip("_") or "value"
        taken = self._imported.names() | self._secrets.values.keys()
        known = next(one for one in numbered(plain, "_") if one not in taken)
        for environment, value in zip(self._imported.environments, values, strict=True):
            written = self._template(value)
            whole = _REFERENCE.fullmatch(written)
            if secret and whole is not None:
                self._secrets.named.add(whole[1])
            if secret and "{{" not in written:
                environment.values.secrets[known] = Secret(written)
            else:
                environment.values.variables[known] = written
        return "{{" + known + "}}"
