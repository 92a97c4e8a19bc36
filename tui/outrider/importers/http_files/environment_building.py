"""Environments of ``.http`` files, as files said them, on their way to the workspace's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from outrider.credential_shapes import is_credential, is_placeholder
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.local_values import with_literals_apart
from outrider.importers.building.scope_builders import EnvironmentBuilder, VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.file_naming import FileNamer
from outrider.importers.http_files.environment_files import HttpEnvironment
from outrider.importers.http_files.reference_texts import ReferenceTexts
from outrider.importers.http_files.security_auth import SecurityAuth
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Scalar, TlsTable


class EnvironmentBuilding:
    """Makes environments of what files say.

    Args:
        found: by name; the empty name is what all of them share.
        texts: rewrites references of environments.
        source: the file that they were read from, for the report.

    Attributes:
        process_names: OS environment variables that values refer to.
    """

    def __init__(
        self,
        found: Mapping[str, HttpEnvironment],
        report: BuildReport,
        secrets: SecretNamer,
        texts: Callable[[], ReferenceTexts],
        source: str,
    ) -> None:
        self._found = found
        self._report = report
        self._secrets = secrets
        self._texts = texts
        self._source = source
        self.process_names: set[str] = set()

    def build(self) -> tuple[list[EnvironmentBuilder], VariableBuilder]:
        """The environments, and what is of the workspace where there is none."""
        shared = self._found.get("", HttpEnvironment(""))
        self._report.source = self._source
        named = [one for name, one in self._found.items() if name]
        root = VariableBuilder()
        if not named and (shared.security or shared.settings):
            named = [HttpEnvironment("default")]
        elif not named:
            self._fill(root, shared, HttpEnvironment(""))
        names = FileNamer()
        made: list[EnvironmentBuilder] = []
        for one in named:
            values = VariableBuilder()
            self._fill(values, one, shared)
            builder = EnvironmentBuilder(names.take("", one.name, "environment"), one.name, values)
            text = partial(self._texts().text, place=one.name)
            at = self._report.at(one.name)
            put = partial(self._put, values)
            for name, settings in self._security(one, shared).items():
                builder.auths[name] = SecurityAuth(at, text, put).read(name, settings)
            builder.settings = self._settings({**shared.settings, **one.settings}, one.name)
            made.append(builder)
        return made, root

    def _put(self, values: VariableBuilder, name: str, written: str) -> str:
        """Keeps a literal credential of one environment's auth among its secrets."""
        if "{{" in written or is_placeholder(written):
            return self._secrets.put(name, written)
        return self._secrets.hide_in_scope(
            name, Secret(written.strip()), values.secrets, values.variables
        )

    def _security(
        self, one: HttpEnvironment, shared: HttpEnvironment
    ) -> Mapping[str, Mapping[str, Any]]:
        names = {**shared.security, **one.security}
        return {
            name: {**shared.security.get(name, {}), **one.security.get(name, {})} for name in names
        }

    def _fill(self, values: VariableBuilder, one: HttpEnvironment, shared: HttpEnvironment) -> None:
        texts = self._texts()
        at = self._report.at(one.name)
        for name, value in {**shared.variables, **one.variables}.items():
            if name not in one.secrets:
                put_variable(values, at.name(name), self._value(texts, value, one.name))
        for name, secret in {**shared.secrets, **one.secrets}.items():
            if name in one.variables:
                continue
            if "{{" in secret:
                key = at.name(name)
                values.variables[key] = with_literals_apart(
                    values, key, texts.text(secret, one.name), at.declared
                )
            else:
                values.secrets[at.name(name)] = Secret(secret)
        self.process_names |= texts.process_names

    def _value(self, texts: ReferenceTexts, value: Scalar, place: str) -> Scalar:
        return texts.text(value, place) if isinstance(value, str) else value

    def _settings(self, settings: Mapping[str, Any], place: str) -> Environment:
        at = self._report.at(place)
        tls: dict[str, Any] = {}
        proxy = None
        for key, value in settings.items():
            if key in {"request_rejectUnauthorized", "ssl.verifyHostCertificate"}:
                if str(value).lower() == "false":
                    tls["verify"] = False
            elif key == "ssl.clientCertificate":
                path = value.get("path") if isinstance(value, Mapping) else value
                tls["client_certificate"] = str(path)
            elif key == "ssl.clientCertificateKey":
                path = value.get("path") if isinstance(value, Mapping) else value
                tls["client_key"] = str(path)
            elif key == "request_proxy" and value:
                proxy = str(value)
            else:
                at.lost(f'"{key.removeprefix("ssl.")}" was not imported.')
        return Environment("", "", "", tls=TlsTable(**tls), proxy=proxy)


def put_variable(values: VariableBuilder, name: str, value: Scalar) -> None:
    """Keeps a variable, or a secret where it is one by its name and its value."""
    if isinstance(value, str) and "{{" not in value and is_credential(name, value):
        values.secrets[name] = Secret(value)
    else:
        values.variables[name] = value
