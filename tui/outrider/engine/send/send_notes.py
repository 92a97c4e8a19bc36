"""What the console says of a send before it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.engine.send.credential_hosts import endpoint_hosts_from_override
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault
from outrider.model.connection import ConnectionSettings
from outrider.model.console_entry import EntryKind
from outrider.model.workspace import RequestWithFolders


def tell_session_endpoints(
    recorder: ExchangeRecorder,
    snapshot: WorkspaceSnapshot,
    request: RequestWithFolders | None,
    authentication: PreparedAuth,
    record: SendRecord,
) -> None:
    """Says where a value of this call takes the credentials of the client."""
    for named in endpoint_hosts_from_override(snapshot, request, authentication):
        recorder.log(record, named.note("the client's credentials"))


def log_warnings(
    recorder: ExchangeRecorder,
    record: SendRecord,
    warnings: Iterable[Fault],
    connection: ConnectionSettings | None = None,
) -> None:
    """Logs what was found while a send was prepared, and that TLS is not verified."""
    for warning in warnings:
        where = f"{warning.place}: " if warning.place else ""
        recorder.log(record, f"{where}{warning.what}", EntryKind.WARNING)
    if connection is not None and not connection.verify:
        recorder.log(
            record,
            f'TLS certificates are not verified in environment "{record.environment}'
            '" (tls.verify = false).',
            EntryKind.WARNING,
        )
