"""What the token worker needs of an auth that uses a token."""

from __future__ import annotations

from outrider.engine.exchanges.exchange_recorder import SendRecord
from outrider.engine.exchanges.secret_bounds import require_secret_hosts
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.tokens.token_job import TokenJob
from outrider.errors import Fault
from outrider.model.secret import Secret
from outrider.model.workspace import SecretRef


def token_job(
    snapshot: WorkspaceSnapshot, prepared: PreparedAuth, record: SendRecord, opener: SecretOpener
) -> TokenJob:
    """The job of fetching a token for a prepared auth that uses one."""
    assert prepared.auth is not None
    environment = snapshot.environment

    async def read_source(ref: SecretRef) -> tuple[Secret, list[Fault]]:
        return await opener.read(ref, snapshot)

    def require_endpoint(url: str) -> None:
        require_secret_hosts(prepared.secrets, url, environment)

    return TokenJob(
        workspace=str(snapshot.root),
        environment=snapshot.environment_id,
        auth=prepared.auth,
        connection=prepared.connection,
        record=record,
        allow_insecure_http=environment is not None and environment.allow_insecure_http,
        environment_file=environment.file if environment is not None else "",
        find_source=prepared.sources.find if prepared.sources is not None else None,
        with_line=snapshot.with_line,
        is_attended=snapshot.is_attended,
        is_trusted=snapshot.trust.known,
        environment_name=environment.name if environment is not None else "",
        require_endpoint=require_endpoint,
        read_source=read_source,
    )
