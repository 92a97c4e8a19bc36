"""Keeps what the shell sends in the history, where the user's settings ask for it."""

from __future__ import annotations

import os
import sys
import time

from outrider.engine.send.send_job import SendJob, SendResult
from outrider.errors import SaveError
from outrider.redaction import Redactor
from outrider.storage.user_files.history_settings import history_root, keeps_history


def keep_send(job: SendJob, result: SendResult, redactor: Redactor) -> None:
    """Keeps a send of a workspace; where that fails, it is said, and no more.

    A URL that is sent outside of one is in no history: each is that of a workspace.
    """
    process = dict(os.environ)
    request = job.request.request
    if result.exchange is None or not job.snapshot.settings.file or not keeps_history(process):
        return
    from outrider.engine.history.history_keeping import keep_masked
    from outrider.model.past_send import PastSend
    from outrider.storage.user_files.history_folder import HistoryFolder

    environment = job.snapshot.environment
    past = PastSend(
        sent_at=time.time(),
        request_id=request.id,
        environment=result.environment,
        environment_name=environment.name if environment else "",
        exchange=result.exchange,
        problem_lines=(result.error.what,) if result.error is not None else (),
        token=result.token,
        notes=result.notes,
    )
    try:
        keep_masked(HistoryFolder(history_root(process), job.snapshot.root), past, redactor)
    except (OSError, SaveError) as error:
        why = error.what if isinstance(error, SaveError) else f"{error.strerror}."
        sys.stderr.write(f"warning: The history could not be saved: {why}\n")
