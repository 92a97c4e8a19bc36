"""Environments for the authorization servers that many use, as shipped templates.

A template is the file of an environment. Its variables with a comment behind them are what differs
for each user, and the comment says what they are. What a template has in plain text under
``[secrets]`` is published by its provider, and goes to the local file. A comment names a request to
begin with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from outrider.storage.files.file_names import no_such_name
from outrider.storage.package_data import SAMPLE_WORKSPACE, data_folder
from outrider.toml_text.toml_parsing import parse_toml

PROVIDERS = "providers"
"""The folder of the templates, in the sample workspace; it is no part of that workspace."""

_REQUEST = "# A first request: "


class TemplateVariable(Struct, frozen=True):
    """What a user enters for a template.

    Attributes:
        name: of the variable.
        meaning: what it is, for people.
        example: what the template has in its place.
    """

    name: str
    meaning: str
    example: str

    @property
    def is_url(self) -> bool:
        """Whether it begins with a scheme."""
        return "://" in self.example


class ProviderTemplate(Struct, frozen=True):
    """A template as it is shipped.

    Attributes:
        name: of its file, without ``.toml``; also of the environment that is made of it.
        text: the whole file.
        table: what the text says.
    """

    name: str
    text: str
    table: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What people call the provider."""
        return str(self.table["name"])

    @property
    def summary(self) -> str:
        """Which client it is for."""
        return str(self.table["description"])

    @property
    def variables(self) -> tuple[TemplateVariable, ...]:
        """What the user has to enter, in the order of the file."""
        found = []
        for name, value in self.table["variables"].items():
            line = re.search(rf"^{re.escape(name)} *= *\"[^\"\n]*\" +# *(.+)$", self.text, re.M)
            if line is not None:
                found.append(TemplateVariable(name, line[1], str(value)))
        return tuple(found)

    @property
    def first_url(self) -> str:
        """URL of a request to begin with."""
        lines = self.text.splitlines()
        return next(line for line in lines if line.startswith(_REQUEST)).removeprefix(_REQUEST)

    @property
    def secrets(self) -> Mapping[str, str]:
        """The names of its secrets from OS environment variables, and these variables."""
        secrets = self.table.get("secrets", {})
        return {
            name: str(ref["env"])
            for name, ref in secrets.items()
            if isinstance(ref, Mapping) and "env" in ref
        }

    @property
    def published(self) -> Mapping[str, str]:
        """Secrets that the provider publishes for everyone, by name."""
        secrets = self.table.get("secrets", {})
        return {name: value for name, value in secrets.items() if isinstance(value, str)}


def provider_names() -> tuple[str, ...]:
    """The name of every template."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def provider_templates() -> tuple[ProviderTemplate, ...]:
    """Every template, by name."""
    return tuple(map(provider_template, provider_names()))


def provider_template(name: str) -> ProviderTemplate:
    """The template of a provider.

    Raises:
        UnknownName: no template has this name; the error lists those that there are.
    """
    known = provider_names()
    if name not in known:
        raise no_such_name(name, "provider", known)
    text = (_folder() / f"{name}.toml").read_text("utf-8")
    return ProviderTemplate(name, text, parse_toml(text, f"{name}.toml"))


def _folder() -> Path:
    return data_folder(SAMPLE_WORKSPACE) / PROVIDERS
