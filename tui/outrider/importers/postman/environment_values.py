"""A token request that is another in each environment: what differs becomes variables of them.

So does what the environments that came along have in common, where another one would decide
otherwise: one that is imported later has a client of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct, structs

from outrider.credential_shapes import is_credential_field
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import numbered
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.scripts.token_request_reader import AUTH_METHOD, ScriptTokenRequest
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.model.secret import Secret

_REFERENCE = re.compile(r"\{\{([\w.-]+)\}\}")


class DecidedParts(Struct, frozen=True):
    """A token request of which an environment decides something.

    Attributes:
        fixed: the parts that are the same whatever an environment has, by the keys of an auth.
        asked: the variables that decide.
    """

    fixed: Mapping[str, str]
    asked: frozenset[str]

    def is_fixed(self, name: str, value: str) -> bool:
        """Whether another environment gets the same: it is known, or says what is missing."""
        whole = _REFERENCE.fullmatch(value)
        by_itself = whole is not None and whole[1] in self.asked
        return value == "" or by_itself or self.fixed.get(name) == value


class DifferentRequests(UnsupportedScript):
    """The token requests of environments have different parts."""


class EnvironmentValues:
    """Writes what differs into the environments; no name of ``taken`` is given to it."""

    def __init__(
        self,
        imported: ImportedScopes,
        secrets: SecretNamer,
        template: Callable[[str], str],
        taken: AbstractSet[str] = frozenset(),
    ) -> None:
        self._imported = imported
        self._secrets = secrets
        self._template = template
        self._taken = taken

    def request(
        self, variants: Sequence[ScriptTokenRequest], always: DecidedParts | None
    ) -> ScriptTokenRequest:
        """One request for all, with a variable for each part that differs.

        Args:
            variants: what is asked for in each environment, in their order.
            always: what other environments may decide; ``None`` where they decide nothing.

        Raises:
            DifferentRequests: the environments differ in more than values.
        """
        first, self._always = variants[0], always
        if not have_one_shape(variants):
            raise DifferentRequests(
                "its token request differs between environments in more than values"
            )
        if always is not None and always.fixed.get(AUTH_METHOD) != first.method:
            raise DifferentRequests("another environment may authenticate its client otherwise")
        texts = {
            "endpoint": self._common("token_endpoint", [one.endpoint for one in variants]),
            "client_id": self._common("client_id", [one.client_id for one in variants]),
            "client_secret": self._common(
                "client_secret", [one.client_secret for one in variants], secret=True
            ),
            "scope": self._common("scope", [one.scope for one in variants]),
            "username": self._common("username", [one.username for one in variants]),
            "password": self._common("password", [one.password for one in variants], secret=True),
        }
        parameters = tuple(
            (name, self._common(name, [one.parameters[index][1] for one in variants]))
            for index, (name, _) in enumerate(first.parameters)
        )
        headers = tuple(
            (name, self._header(name, [one.headers[index][1] for one in variants]))
            for index, (name, _) in enumerate(first.headers)
        )
        return structs.replace(first, parameters=parameters, headers=headers, **texts)

    def _header(self, name: str, values: Sequence[str]) -> str:
        secret = any(is_credential_field(name, value) for value in values)
        return self._common(name, values, secret=secret)

    def secrets(self, variants: Sequence[ScriptTokenRequest]) -> list[ScriptTokenRequest]:
        """The requests with the secret of each in its own environment."""
        made: list[ScriptTokenRequest] = []
        name = self._free("client_secret")
        for environment, one in zip(self._imported.environments, variants, strict=True):
            written = self._template(one.client_secret)
            if whole := _REFERENCE.fullmatch(written):
                self._secrets.named.add(whole[1])
            elif written and "{{" not in written:
                environment.values.secrets[name] = Secret(written)
                made.append(structs.replace(one, client_secret="{{" + name + "}}"))
                continue
            made.append(one)
        return made

    def _free(self, name: str) -> str:
        plain = re.sub(r"[^\w.-]+", "_", name).strip("_") or "value"
        taken = self._imported.names() | self._secrets.values.keys() | self._taken
        return next(one for one in numbered(plain, "_") if one not in taken)

    def _common(self, name: str, values: Sequence[str], *, secret: bool = False) -> str:
        is_same = all(one == values[0] for one in values)
        # Environments that all have the same variable show that none of them decides which.
        is_shown = len(values) > 1 and _REFERENCE.fullmatch(values[0]) is not None
        if is_same and (self._always is None or is_shown or self._always.is_fixed(name, values[0])):
            return values[0]
        known = self._free(name)
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


def have_one_shape(requests: Sequence[ScriptTokenRequest]) -> bool:
    """Whether token requests differ in nothing but values."""
    return all(_shape(one) == _shape(requests[0]) for one in requests)


def _shape(request: ScriptTokenRequest) -> tuple[str, str, str, list[str], list[str]]:
    """What no variable can make different."""
    return (
        request.grant,
        request.method,
        request.basic_encoding,
        [name for name, _ in request.parameters],
        [name for name, _ in request.headers],
    )
