"""The message that a send would send, without sending it."""

from __future__ import annotations

from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, SendRecord
from outrider.engine.send.send_job import SendJob
from outrider.engine.send.send_preparation import Preparer
from outrider.engine.send.sender import redacted, token_job
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import OutriderError
from outrider.model.console_entry import EntryKind
from outrider.model.message import PreparedRequest
from outrider.redaction import Redactor


class Previewer:
    """Prepares requests as a send does, and stops there."""

    def __init__(
        self,
        preparer: Preparer,
        worker: TokenWorker,
        recorder: ExchangeRecorder,
        redactor: Redactor,
    ) -> None:
        self._preparer = preparer
        self._worker = worker
        self._recorder = recorder
        self._redactor = redactor

    async def preview(self, job: SendJob, *, with_token: bool = False) -> PreparedRequest:
        """The message of a send, and its connection.

        Args:
            job: what would be sent.
            with_token: its access token is taken from the cache or fetched, as for a send;
                else a stand-in is in its place, of which nobody sees more than the mask.

        Raises:
            OutriderError: it could not be sent.
        """
        record = SendRecord(0, job.snapshot.environment_id)
        try:
            prepared = await self._preparer.prepare(job)
            for warning in prepared.warnings:
                where = f"{warning.place}: " if warning.place else ""
                self._recorder.log(record, f"{where}{warning.what}", EntryKind.WARNING)
            if not (with_token and prepared.needs_token):
                return prepared.tried
            use = await self._worker.token(token_job(job.snapshot, prepared.authentication, record))
            self._recorder.mask([use.token.value])
            return prepared.request(use.token.value, use.token.token_type)
        except OutriderError as raised:
            raise redacted(raised, self._redactor) from None
