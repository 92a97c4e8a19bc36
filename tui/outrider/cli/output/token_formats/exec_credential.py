"""``kubectl``: an ExecCredential (client.authentication.k8s.io), for ``users[].user.exec``.

https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
"""

from __future__ import annotations

import json
import time
from typing import Any

from outrider.cli.output.token_formats.token_format import (
    HandedToken,
    ProgramCall,
    TokenFormat,
    TokenQuery,
    plain_origin,
)
from outrider.errors import UsageError
from outrider.model.secret import MaybeSecret, derive

EXEC_INFO = "KUBERNETES_EXEC_INFO"
"""The OS environment variable in which kubectl says what it wants."""

_GROUP = "client.authentication.k8s.io"
_VERSIONS = (f"{_GROUP}/v1", f"{_GROUP}/v1beta1")


class ExecCredentialFormat(TokenFormat):
    """An ExecCredential of the version that kubectl asks for."""

    name = "kubectl"
    summary = "An ExecCredential for `users[].user.exec` of a kubeconfig."
    names_host = True
    is_quiet = True

    def query(self, call: ProgramCall) -> TokenQuery:
        """The version, the cluster's server where kubectl gives it, and whether it may ask.

        Raises:
            UsageError: kubectl asks for a version that is not known.
        """
        info = _exec_info(call.process.get(EXEC_INFO, ""))
        version = info.get("apiVersion", _VERSIONS[0])
        if version not in _VERSIONS:
            raise UsageError(
                f'ExecCredential of version "{version}" is not supported.',
                code="exec_credential_version",
                advice=f"Set apiVersion: {_VERSIONS[0]} in the exec section of the kubeconfig.",
            )
        spec = _table(info, "spec")
        return TokenQuery(
            url=_server_url(_table(spec, "cluster").get("server")),
            version=str(version),
            is_attended=spec.get("interactive") is not False,
        )

    def render(self, handed: HandedToken) -> MaybeSecret:
        """The object, on one line."""
        token = handed.use.token
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(token.expires_at))

        def credential(value: str) -> str:
            status = {"token": value, "expirationTimestamp": expires}
            whole = {"apiVersion": handed.query.version, "kind": "ExecCredential", "status": status}
            return json.dumps(whole) + "\n"

        return derive(token.value, credential)


def _exec_info(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != "ExecCredential":
        raise UsageError(
            f"OS environment variable {EXEC_INFO} is not an ExecCredential.",
            code="exec_credential",
            why="Only kubectl sets it.",
            advice=f"Run: unset {EXEC_INFO}",
        )
    return found


def _server_url(server: object) -> str:
    """Where the API server is, if kubectl says so (``provideClusterInfo``)."""
    if not server:
        return ""
    url = plain_origin(str(server) if "://" in str(server) else f"https://{server}")
    if not url:
        raise UsageError(
            f'Server "{server}" of the kubeconfig is not an http or https URL.',
            code="cluster_server",
            advice="Set server to a URL such as https://cluster.example.com:6443.",
        )
    return url


def _table(of: dict[str, Any], name: str) -> dict[str, Any]:
    found = of.get(name)
    return found if isinstance(found, dict) else {}
