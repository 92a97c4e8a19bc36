"""Secrets that a server, or a locked key, has refused."""

from __future__ import annotations

from collections.abc import Collection

from outrider.engine.send.auth_resolution import secret_references
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import AuthorizationError, OutriderError
from outrider.next_steps import EnterSecret


def forget_rejected_secrets(
    opener: SecretOpener,
    error: OutriderError,
    snapshot: WorkspaceSnapshot,
    prepared: PreparedAuth | None,
) -> None:
    """Has a secret typed or opened again that the server or a locked key refused."""
    environment = snapshot.environment_id
    from outrider.oauth.client_auth.key_assertion import PASSWORD, WRONG_PASSWORD

    if any(fault.code == WRONG_PASSWORD for fault in error.faults) and prepared is not None:
        assert prepared.auth is not None
        names = secret_references(prepared.auth, PASSWORD.name)
        opener.forget(environment, names)
        forget_opened_secrets(snapshot, names)
    if not isinstance(error, AuthorizationError) or not error.rejects_credentials:
        return
    opener.forget(environment, prepared.secrets if prepared else None)
    if prepared is not None:
        forget_opened_secrets(snapshot, prepared.secrets)
    if prepared is None or prepared.auth is None:
        return
    known = [one for one in secret_references(prepared.auth) if one in prepared.secrets]
    typed = prepared.sources.typed if prepared.sources is not None else frozenset()
    again = [one for one in known if one in typed] or (known if error.step is None else [])
    if again:
        error.step = EnterSecret(again[0])


def forget_opened_secrets(snapshot: WorkspaceSnapshot, names: Collection[str]) -> None:
    """Has secrets that were opened for a run opened anew for its next request."""
    if snapshot.run_secrets is not None:
        snapshot.run_secrets.forget(snapshot.environment_id, names)
