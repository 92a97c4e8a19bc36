"""Credentials in a curl command: as an auth of the request, and secrets that stay out of it."""

from __future__ import annotations

from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_words import VARIABLE, template
from outrider.importers.file_naming import store_secret
from outrider.importers.importer import compact_auth
from outrider.model.import_result import ImportReport
from outrider.model.secret import Secret
from outrider.model.workspace import AuthTable

SECRET_HEADERS = frozenset({"authorization", "x-api-key", "x-auth-token", "api-key", "cookie"})
"""Header fields whose values are credentials."""

_NOT_YET = ("digest", "ntlm", "negotiate", "anyauth", "aws-sigv4")


class SecretVault:
    """Holds literal secrets by the names it gives, for an overlay; or leaves them in the text."""

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self.values: dict[str, Secret] = {}

    def put(self, name: str, word: str) -> str:
        """What stands in the file for a secret word: a reference where it is kept apart."""
        if not word or not self._keeps or VARIABLE.search(word):
            return template(word)
        return store_secret(self.values, name, word)


def read_auth(
    operation: CurlOperation, vault: SecretVault, report: ImportReport
) -> AuthTable | None:
    """The auth that the options ask for."""
    token = operation.last("oauth2-bearer")
    user = operation.last("user")
    scheme = next((name for name in _NOT_YET if operation.on(name) or operation.last(name)), "")
    if token is not None:
        if user is not None:
            report.changed("--user is left out: the token of --oauth2-bearer counts.")
        return compact_auth({"type": "bearer", "token": vault.put("bearer_token", token)})
    if user is None or (user.startswith(":") and not VARIABLE.search(user)):
        return None
    name, _, password = user.partition(":")
    table = {
        "type": "basic",
        "username": template(name),
        "password": vault.put(f"{name or 'basic'}_password", password),
    }
    if scheme:
        table["type"] = scheme
        report.changed(f"--{scheme} is kept in the file, but cannot be sent yet.")
    return compact_auth(table)


def nameless_user(operation: CurlOperation, vault: SecretVault) -> str:
    """The value of an Authorization field for ``--user :password``; empty where it is not that."""
    user = operation.last("user") or ""
    if not user.startswith(":") or operation.last("oauth2-bearer") or VARIABLE.search(user):
        return ""
    from base64 import b64encode

    encoded = b64encode(user.encode("utf-8", "surrogateescape")).decode()
    return f"Basic {vault.put('basic_credentials', encoded)}"


def stored_header_value(name: str, value: str, vault: SecretVault) -> str:
    """A header's value as the file holds it; of a credential, only where it is."""
    if name.lower() not in SECRET_HEADERS or not value:
        return template(value)
    if name.lower() == "authorization":
        scheme, blank, rest = value.partition(" ")
        if blank and rest:
            return template(scheme) + " " + vault.put(f"{scheme}_credentials", rest)
    return vault.put(name, value)
