"""``outrider history``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from outrider.cli.commands.list_commands import align_columns
from outrider.cli.output.json_output import write_json
from outrider.cli.output.terminal_width import columns_of
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.model.past_send import PastSend
from outrider.model.secret import masked
from outrider.model.units import duration_text, moment_text
from outrider.storage.user_files.history_folder import HistoryFolder
from outrider.storage.user_files.history_settings import history_root, keeps_history
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

_HEADER = ["ID", "TIME", "ENVIRONMENT", "REQUEST", "STATUS", "TOOK", "URL"]
_NONE_YET = "No sends are kept in files yet.\n"
_NOT_KEPT = """\
No history in files. It is kept if outrider/settings.toml below XDG_CONFIG_HOME,
or ~/.config, has:

  [history]
  keep = true
"""


def command(arguments: argparse.Namespace) -> int:
    """Lists the past sends of the workspace, newest first."""
    process = dict(os.environ)
    root = open_workspace(arguments.workspace, process).root
    entries = HistoryFolder(history_root(process), root).entries()
    if arguments.json:
        write_json([_object(name, past) for name, past in entries])
        return 0
    if not entries:
        sys.stderr.write(_NONE_YET if keeps_history(process) else _NOT_KEPT)
        return 0
    cells = [[visible_line(cell) for cell in _cells(name, past)] for name, past in entries]
    columns = columns_of(sys.stdout)
    if columns:
        cells.insert(0, _HEADER)
    sys.stdout.writelines(f"{line}\n" for line in align_columns(cells, columns))
    return 0


def _cells(name: str, past: PastSend) -> list[str]:
    told = _object(name, past)
    status = "" if told["status"] is None else str(told["status"])
    took = "" if told["ms"] is None else duration_text(told["ms"])
    moment = moment_text(past.sent_at)
    line = f"{told['method']} {told['url']}" if told["method"] else "not sent"
    request = past.request_id or "none"
    return [name, moment, past.environment, request, status or "none", took, line]


def _object(name: str, past: PastSend) -> dict[str, Any]:
    exchange = past.exchange
    response = exchange.response if exchange else None
    return {
        "id": name,
        "sent_at": past.sent_at,
        "environment": past.environment or None,
        "request": past.request_id or None,
        "method": exchange.request.method if exchange else None,
        "url": masked(exchange.request.url) if exchange else None,
        "status": response.status if response else None,
        "size": response.size if response else None,
        "ms": round(exchange.timing.total, 1) if exchange else None,
    }
