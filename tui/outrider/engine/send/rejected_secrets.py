"""Secrets that a server, or a locked key, has refused."""

from __future__ import annotations

from outrider.engine.send.auth_resolution import secret_references
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.secret_opener import SecretOpener
from outrider.errors import AuthorizationError, OutriderError
from outrider.next_steps import EnterSecret


def forget_rejected_secrets(
    opener: SecretOpener, error: OutriderError, environment: str, prepared: PreparedAuth | None
) -> None:
    """Has a secret typed again that the server or a locked key refused."""
    from outrider.oauth.client_auth.key_assertion import PASSWORD, WRONG_PASSWORD

    if any(fault.code == WRONG_PASSWORD for fault in error.faults) and prepared is not None:
        assert prepared.auth is not None
        names = secret_references(prepared.auth, PASSWORD.name)
        opener.forget(environment, names)
    if not isinstance(error, AuthorizationError) or not error.rejects_credentials:
        return
    opener.forget(environment, prepared.secrets if prepared else None)
    if prepared is None or prepared.auth is None:
        return
    known = [one for one in secret_references(prepared.auth) if one in prepared.secrets]
    typed = prepared.sources.typed if prepared.sources is not None else frozenset()
    again = [one for one in known if one in typed] or (known if error.step is None else [])
    if again:
        error.step = EnterSecret(again[0])
