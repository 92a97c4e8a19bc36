"""Builds the key of a cached token: everything resolved that makes two tokens differ."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator

from outrider.auth.schemes import find_scheme
from outrider.model.auth import AuthConfig, FieldKind, ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.reason import SECRET_CHANGED, Reason, auth_changed
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.token import TokenKey, TokenKeyPart, TokenSlot


def token_key(
    workspace: str,
    environment: str,
    auth: ResolvedAuth,
    connection: ConnectionSettings,
    digest_key: bytes,
) -> TokenKey:
    """The key of an OAuth definition's token.

    The parts are encoded as JSON before hashing, so that no part can bleed into its neighbour.
    Secrets enter as an HMAC under ``digest_key``, random bytes of this process.
    """
    tls = (connection.verify, connection.ca_bundle, connection.client_certificate)
    password = _entered(connection.client_key_password or "", digest_key, secret=True)
    parameters = [[name, _entered(value, digest_key)] for name, value in auth.token_parameters]
    headers = [[name.lower(), _entered(value, digest_key)] for name, value in auth.token_headers]
    paths = sorted((name, list(path)) for name, path in auth.config.token_response.items())
    parts = [
        TokenKeyPart("workspace", workspace),
        TokenKeyPart("environment", environment),
        *_settings(auth, digest_key),
        TokenKeyPart("token_parameters", json.dumps(parameters)),
        TokenKeyPart("token_headers", json.dumps(headers)),
        TokenKeyPart("token_response", json.dumps(paths)),
        TokenKeyPart("tls", json.dumps([*tls, connection.client_key, password])),
        TokenKeyPart("proxy", _entered(connection.proxy, digest_key, secret=True)),
    ]
    encoded = json.dumps([[part.name, part.value] for part in parts])
    return TokenKey(
        digest=hashlib.sha256(encoded.encode("ascii")).hexdigest(),
        parts=tuple(parts),
        slot=token_slot(workspace, environment, auth.config),
    )


def token_slot(workspace: str, environment: str, config: AuthConfig) -> TokenSlot:
    """Where the tokens of a definition are, whatever its settings are."""
    where = f"{config.place.file}: {config.place.dotted_key}"
    return TokenSlot(workspace, environment, config.name or where)


def key_difference(before: TokenKey, after: TokenKey) -> Reason:
    """Why another token is needed: what changed since the last one."""
    old = {part.name: part.value for part in before.parts}
    new = {part.name: part.value for part in after.parts}
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if changed == ["client_secret"]:
        return SECRET_CHANGED
    return auth_changed(changed)


def _entered(value: MaybeSecret, digest_key: bytes, *, secret: bool = False) -> str:
    """A value as it enters the key: a secret only as a keyed digest."""
    text = reveal(value)
    if not text or not (secret or isinstance(value, Secret)):
        return text
    return hmac.new(digest_key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


_NOT_IN_THE_TOKEN = frozenset({"warm", "timeout", "introspection_endpoint", "revocation_endpoint"})
"""Keys of a definition that make no other token."""


def _settings(auth: ResolvedAuth, digest_key: bytes) -> Iterator[TokenKeyPart]:
    """Every key that the scheme, its grant and its client authentication declare."""
    scheme = find_scheme(auth.config.type)
    assert scheme is not None
    fields = scheme.fields(auth.config.settings)
    for field in {field.name: field for field in fields}.values():
        if field.name in _NOT_IN_THE_TOKEN:
            continue
        value = auth.setting(field.name)
        if field.kind is FieldKind.COMMAND:
            yield TokenKeyPart(field.name, json.dumps(auth.command))
        elif field.kind is FieldKind.SOURCE:
            ref = auth.config.sources.get(field.name)
            where = json.dumps([ref.provider, dict(ref.options)]) if ref is not None else ""
            yield TokenKeyPart(field.name, _entered(where, digest_key, secret=True))
        elif field.name == "scope":
            yield TokenKeyPart("scope", json.dumps(sorted(set(reveal(value).split()))))
        else:
            secret = field.kind is FieldKind.SECRET
            yield TokenKeyPart(field.name, _entered(value, digest_key, secret=secret))
