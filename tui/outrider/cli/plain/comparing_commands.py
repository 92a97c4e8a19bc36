"""Compares two exchanges, and says what differs line by line."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from outrider.cli.output.comparison_output import comparison_lines
from outrider.cli.plain.plain_session import PlainSession, find_entry
from outrider.comparison.compared_exchange import ComparedExchange, of_exchange
from outrider.comparison.exchange_comparison import compare_exchanges
from outrider.engine.send.send_job import SendJob
from outrider.engine.side_by_side.side_reader import SideReader, read_body_file
from outrider.engine.side_by_side.side_source import side_source
from outrider.errors import UnknownName, UsageError
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry
from outrider.model.exchange import Exchange, Purpose
from outrider.model.units import clock_text
from outrider.storage.user_files.history_folder import HistoryFolder
from outrider.storage.user_files.history_settings import history_root

_HOW = (
    "Type two of: the number of a console entry, an environment for the open request, "
    "REQUEST@ENVIRONMENT, history:ID, a file. Without any, the last two API requests are compared."
)


def compare_sides(session: PlainSession, text: str) -> None:
    """Says what differs between two exchanges; nothing is sent."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    if words and len(words) != 2:
        raise UsageError(f"{len(words)} named, but two are compared.", advice=_HOW)
    sides = [_side(session, word) for word in words] if words else list(_last_two(session))
    masking = MaskingPolicy(session.engine.redactor)
    session.say(*comparison_lines(compare_exchanges(sides[0], sides[1], masking)))


def _side(session: PlainSession, word: str) -> ComparedExchange:
    if word.isdecimal():
        return _of_console(session, word)
    if not _is_file(word) and not any(sign in word for sign in "@:./"):
        entry = find_entry(session.workspace.environments, word, "environment")
        return session.runner.run(_read(session, f"{_open_id(session)}@{entry.id}"))
    return session.runner.run(_read(session, word))


async def _read(session: PlainSession, word: str) -> ComparedExchange:
    reader = SideReader(
        session.engine.sender, lambda *names: _job(session, *names), lambda: _history(session)
    )
    return await reader.read(side_source(word, _is_file))


def _is_file(word: str) -> bool:
    return Path(word).is_file()


def _open_id(session: PlainSession) -> str:
    # Says so where none is open.
    return session.open_request.current.id


def _job(session: PlainSession, request: str, environment: str) -> SendJob:
    """What would be sent of a request, as it is edited, in an environment."""
    placed = find_entry(session.workspace.environments, environment, "environment")
    entry = find_entry(session.requests, request, "request")
    return session.job(entry.id, placed.id)


def _history(session: PlainSession) -> HistoryFolder:
    return HistoryFolder(history_root(dict(os.environ)), session.workspace.root)


def _exchanges(session: PlainSession) -> Iterator[tuple[ConsoleEntry, Exchange]]:
    return ((one, one.exchange) for one in session.entries if one.exchange is not None)


def _of_console(session: PlainSession, number: str) -> ComparedExchange:
    known = list(_exchanges(session))
    if not 0 < int(number) <= len(known):
        raise UnknownName(
            f"Console entry {number} not found.", advice='Type "console" to list the entries.'
        )
    return _compared(int(number), *known[int(number) - 1])


def _last_two(session: PlainSession) -> list[ComparedExchange]:
    known = [
        _compared(number, entry, exchange)
        for number, (entry, exchange) in enumerate(_exchanges(session), 1)
        if exchange.purpose is Purpose.API
    ]
    if len(known) < 2:
        raise UsageError("Fewer than two requests were sent to an API.", advice=_HOW)
    return known[-2:]


def _compared(number: int, entry: ConsoleEntry, exchange: Exchange) -> ComparedExchange:
    where = f" in {entry.environment}" if entry.environment else ""
    label = f"{number}: {exchange.request.method}{where}, {clock_text(entry.logged_at)}"
    return of_exchange(label, exchange, read_file=read_body_file)
