"""What is exported of a workspace: its requests with auth that stands by itself, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from outrider.model.workspace import Folder, Request, Scalar

Json = dict[str, Any]


class HttpAuth(Struct, frozen=True):
    """The auth of a request, without ``use`` and ``extends``.

    Attributes:
        name: by which environments have it, where it is one of OAuth 2.0.
    """

    name: str
    table: Mapping[str, Any]


class HttpExportedRequest(Struct, frozen=True):
    """A request; its headers are those of its folders as well."""

    request: Request
    auth: HttpAuth | None


class HttpExportedFile(Struct, frozen=True):
    """The requests that stand in one folder.

    Attributes:
        name: of the file, with its path below the exported folder, without a suffix.
        folder: as it is in the workspace.
        variables: of the folder, of those above it, and of the workspace.
    """

    name: str
    folder: Folder
    variables: Mapping[str, Scalar]
    requests: tuple[HttpExportedRequest, ...]


class HttpExportedEnvironment(Struct):
    """An environment.

    Attributes:
        secrets: empty where their values stay out of the file.
        security: auth definitions of OAuth 2.0, by name.
        private_security: what of them is secret.
        tls: settings of JetBrains' ``SSLConfiguration``.
    """

    name: str
    variables: dict[str, Scalar] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    security: dict[str, Json] = field(default_factory=dict)
    private_security: dict[str, Json] = field(default_factory=dict)
    tls: Json = field(default_factory=dict)

    def public(self) -> Json:
        """The members of its table in ``http-client.env.json``."""
        found: Json = dict(self.variables)
        return found | ({"Security": {"Auth": self.security}} if self.security else {})

    def private(self) -> Json:
        """The members of its table in ``http-client.private.env.json``."""
        found: Json = dict(self.secrets)
        if self.private_security:
            found["Security"] = {"Auth": self.private_security}
        return found | ({"SSLConfiguration": self.tls} if self.tls else {})
