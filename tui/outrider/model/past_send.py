"""Sends that have ended, as they are kept to be looked at again."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.exchange import Exchange
from outrider.model.response_note import ResponseNote
from outrider.model.shown_check import ShownCheck
from outrider.model.token import TokenUse


class PastSend(Struct, frozen=True):
    """A send that has ended.

    Attributes:
        sent_at: when it ended, seconds since the epoch.
        request_id: of the request; empty for a URL that was typed on the command line.
        environment: id of the environment; empty for none.
        exchange: the last exchange with the API; ``None`` where nothing was sent.
        problem_lines: lines that say what went wrong; empty where a whole response came.
        notes: why the API may have refused the request.
        checks: what came of captures and expectations; secrets in them are masked.
        from_file: it was read from a file: secrets are masked for good, and a long body is cut.
    """

    sent_at: float
    request_id: str
    environment: str
    environment_name: str
    exchange: Exchange | None = None
    problem_lines: tuple[str, ...] = ()
    token: TokenUse | None = None
    notes: tuple[ResponseNote, ...] = ()
    from_file: bool = False
    checks: tuple[ShownCheck, ...] = ()
