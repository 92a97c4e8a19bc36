"""By what a recorded token request authenticated its client (RFC 6749 §2.3.1)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_plus

from outrider.importers.building.secret_naming import SecretNamer
from outrider.variables.reference_grammar import escape

_PLAIN = "-._~"


def client_authentication(
    authorization: str, parameters: Mapping[str, str], secrets: SecretNamer
) -> dict[str, Any]:
    """The keys of an auth for it; what its key signed an assertion with is not in a recording."""
    basic = _basic(authorization)
    if basic is not None:
        name, secret = basic
        encoded = [unquote_plus(one) for one in basic]
        again = [quote(one, safe=_PLAIN) for one in encoded]
        is_encoded = [one.replace("+", "%20").upper() for one in basic] == [
            one.upper() for one in again
        ]
        if is_encoded:
            name, secret = encoded
        return {
            "token_endpoint_auth_method": "client_secret_basic",
            "basic_encoding": "" if is_encoded else "raw",
            "client_id": escape(name),
            "client_secret": secrets.hide("client_secret", secret) if secret else "",
        }
    found: dict[str, Any] = {"client_id": escape(parameters.get("client_id", ""))}
    if parameters.get("client_secret"):
        found["token_endpoint_auth_method"] = "client_secret_post"
        found["client_secret"] = secrets.hide("client_secret", parameters["client_secret"])
    elif "client_assertion" in parameters:
        found["token_endpoint_auth_method"] = "private_key_jwt"
    else:
        found["token_endpoint_auth_method"] = "none"
    return found


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, _, secret = text.partition(":")
    return name, secret
