"""Writes past sends to files, with every secret masked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.model.past_send import PastSend
from outrider.redaction import Redactor

if TYPE_CHECKING:
    from outrider.storage.user_files.history_folder import HistoryFolder


def keep_masked(folder: HistoryFolder, past: PastSend, redactor: Redactor) -> None:
    """Keeps a send that has an exchange.

    Raises:
        SaveRefused: the system refused.
        OSError: the folder cannot be made.
    """
    from outrider.exporters.masked_exchange import masked_exchange
    from outrider.exporters.masking import MaskingPolicy

    masking = MaskingPolicy(redactor)
    assert past.exchange is not None
    folder.write(
        replace(
            past,
            exchange=masked_exchange(past.exchange, masking),
            problem_lines=tuple(masking.body(line) for line in past.problem_lines),
            notes=tuple(note.masked(masking.body) for note in past.notes),
            checks=tuple(one.masked(masking.body) for one in past.checks),
        )
    )
