"""The key file of a service account: who it is, and its key, in one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import Secret
from outrider.oauth.client_auth.private_keys import decoded_key, is_key_path


class ServiceAccountProblem(Exception):
    """A text is no key file of a service account; never shows any of it.

    Attributes:
        what: after the name of the setting: ``is not JSON``.
        advice: what to do, as a sentence; empty where the source has to be looked at.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


class ServiceAccount(SafeRepr, frozen=True):
    """What a key file says.

    Attributes:
        issuer: who the account is: ``iss`` of its assertions.
        subject: ``sub``, where it is not said otherwise; empty for none.
        key: its private key in PEM.
        key_id: of that key.
        scope_is_claim: the scope is a claim of the assertion, and no parameter of the request.
        for_issuer: assertions are for the authorization server's issuer, not for its endpoint.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"key"})

    issuer: str
    subject: str
    key: Secret
    key_id: str
    scope_is_claim: bool = False
    for_issuer: bool = False


def read_service_account(text: str) -> ServiceAccount:
    """The account of a key file of Google or of Zitadel, as JSON or as that in base64.

    Raises:
        ServiceAccountProblem: it is another file.
    """
    told = decoded_key(text.strip())
    if told.startswith("-----BEGIN "):
        raise ServiceAccountProblem(
            "is a private key, not a key file in JSON",
            "Set private_key to it instead, and assertion_issuer.",
        )
    if is_key_path(told):
        raise ServiceAccountProblem("is the path of a file, not its text", _NAME_THE_FILE)
    if not told.startswith("{"):
        raise ServiceAccountProblem("is not a JSON object")
    try:
        # A variable may have real line ends where the file has them escaped.
        members = json.loads(told, strict=False)
    except (ValueError, RecursionError):
        raise ServiceAccountProblem("begins as JSON, and is not JSON") from None
    kind = members.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise _other_file(members)
    return reader(members)


_NAME_THE_FILE = (
    'Add service_account = { file = "…" } with the path to [secrets], and set service_account = '
    '"{{service_account}}".'
)


def _google(members: Mapping[str, Any]) -> ServiceAccount:
    """Google's own; without a subject it acts for itself."""
    return ServiceAccount(
        _text(members, "client_email"),
        "",
        Secret(_text(members, "private_key")),
        str(members.get("private_key_id") or ""),
        scope_is_claim=True,
    )


def _zitadel(members: Mapping[str, Any]) -> ServiceAccount:
    user = _text(members, "userId")
    key, key_id = Secret(_text(members, "key")), str(members.get("keyId") or "")
    return ServiceAccount(user, user, key, key_id, for_issuer=True)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], ServiceAccount]] = MappingProxyType(
    {"service_account": _google, "serviceaccount": _zitadel}
)
"""By the member ``type`` of the file."""


def _text(members: Mapping[str, Any], name: str) -> str:
    found = members.get(name)
    if not isinstance(found, str) or not found.strip():
        raise ServiceAccountProblem(
            f"is a key file without {name}", "Download the key file from the provider again."
        )
    return found


def _other_file(members: Mapping[str, Any]) -> ServiceAccountProblem:
    what, advice = "is JSON, and not the key file of a service account", _OTHERWISE
    if "installed" in members or "web" in members:
        what = "is the file of an OAuth client, not of a service account"
        advice = "Use its client_id and client_secret with authorization_code."
    elif members.get("type") in ("authorized_user", "external_account"):
        what = "is a file of credentials without a key (application default credentials)"
        advice = 'Use type = "command" with gcloud auth print-access-token.'
    elif members.get("type") == "application":
        what = "is the key file of an application, not of a service account"
        advice = "Use its clientId, keyId and key with private_key_jwt."
    elif "kty" in members or "keys" in members:
        what, advice = "is a JWK, not a key file", "Set private_key to it, and assertion_issuer."
    return ServiceAccountProblem(what, advice)


_OTHERWISE = "Set private_key, assertion_issuer and assertion_subject to what it has."
