"""``docker``: the protocol of docker's credential helpers, for ``credHelpers``.

https://github.com/docker/docker-credential-helpers#development
"""

from __future__ import annotations

import json

from outrider import __version__
from outrider.cli.output.token_formats.token_format import (
    USERNAME,
    HandedToken,
    ProgramCall,
    TokenFormat,
    TokenPurpose,
    TokenQuery,
    plain_origin,
)
from outrider.errors import UsageError
from outrider.model.secret import MaybeSecret, derive

NOT_FOUND = "credentials not found in native keychain\n"
"""What docker takes for an absent credential, and then goes on without one."""

_KEEPS_NONE = "Nothing was stored: Outrider fetches the token whenever docker needs it."


class DockerCredentialFormat(TokenFormat):
    """A credential for the registry that docker names."""

    name = "docker"
    summary = "Docker's credential helper: `get`, `store`, `erase`, `list`."
    operations = ("get", "store", "erase", "list", "version")
    reads_input = True
    has_username = True
    names_host = True
    is_quiet = True
    for_others = NOT_FOUND

    def query(self, call: ProgramCall) -> TokenQuery:
        """The registry, as docker writes it: a host with or without a port, or a URL.

        Raises:
            UsageError: the operation is unknown, or there is no registry.
        """
        match call.operation:
            case "get" | "erase":
                return TokenQuery(
                    TokenPurpose.GIVE if call.operation == "get" else TokenPurpose.DROP,
                    url=_registry_url(call.given.strip()),
                    username=call.username or USERNAME,
                    version=call.given.strip(),
                )
            case "store":
                return TokenQuery(TokenPurpose.NOTHING, note=_KEEPS_NONE)
            case "list":
                # What is listed is sent along to a daemon, for whichever registry.
                return TokenQuery(TokenPurpose.NOTHING, text="{}\n")
            case "version":
                return TokenQuery(TokenPurpose.NOTHING, text=f"outrider {__version__}\n")
            case _:
                raise self._unknown(call.operation)

    def render(self, handed: HandedToken) -> MaybeSecret:
        """The object, on one line."""
        query = handed.query

        def credential(value: str) -> str:
            names = {"ServerURL": query.version, "Username": query.username, "Secret": value}
            return json.dumps(names) + "\n"

        return derive(handed.use.token.value, credential)


def _registry_url(registry: str) -> str:
    url = plain_origin(registry if "://" in registry else f"https://{registry}")
    if not url:
        raise UsageError(
            "Standard input does not name a registry.",
            code="no_registry",
            advice="Docker writes it there, such as registry.example.com.",
        )
    return url
