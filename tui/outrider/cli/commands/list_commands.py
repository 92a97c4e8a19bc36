"""``outrider environments`` and ``outrider requests``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from outrider.cli.output.error_output import write_fault
from outrider.cli.output.terminal_width import columns_of
from outrider.engine.workspace.open_workspace import OpenWorkspace, open_workspace
from outrider.errors import OutriderError
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

_HEADERS = {
    "environments": ("ENVIRONMENT", "NAME", "", "DESCRIPTION"),
    "requests": ("METHOD", "REQUEST", "NAME", "URL"),
}
_EMPTY = {
    "environments": "No environments yet. Add one as environments/NAME.toml.\n",
    "requests": "No requests yet. Add one as requests/NAME.toml, or run outrider import.\n",
}
_GAP = "  "
_SHORTEST = 16


def command(arguments: argparse.Namespace) -> int:
    """Lists environments or requests: 0, or 3 where a file could not be read."""
    session = open_workspace(arguments.workspace, dict(os.environ))
    list_all = _environments if arguments.command == "environments" else _requests
    rows, broken = list_all(session)
    if arguments.json:
        from outrider.cli.output.json_output import write_json

        write_json(rows)
    else:
        _write(rows, arguments.command)
    if not rows and not broken:
        sys.stderr.write(_EMPTY[arguments.command])
    return 3 if broken else 0


def _write(rows: list[dict[str, Any]], what: str) -> None:
    """A table; on a terminal with a header line, and no wider than it."""
    cells = [[visible_line(str(cell)) for cell in _cells(row)] for row in rows]
    columns = columns_of(sys.stdout)
    if columns and cells:
        cells.insert(0, list(_HEADERS[what]))
    sys.stdout.writelines(f"{line}\n" for line in align_columns(cells, columns))


def _environments(session: OpenWorkspace) -> tuple[list[dict[str, Any]], bool]:
    settings = session.reader.settings()
    default, listed = settings.default_environment, settings.environments
    rows: list[dict[str, Any]] = []
    broken = False
    names = session.reader.environment_ids()
    for name in sorted(names, key=lambda one: listed.index(one) if one in listed else len(listed)):
        try:
            environment = session.reader.environment(name)
        except OutriderError as error:
            broken = True
            for fault in error.faults:
                write_fault(fault, sys.stderr)
            continue
        rows.append(
            {
                "id": environment.id,
                "name": environment.name,
                "description": environment.description,
                "default": environment.id == default,
                "protected": environment.protected,
                "auths": list(environment.auths),
            }
        )
    return rows, broken


def _requests(session: OpenWorkspace) -> tuple[list[dict[str, Any]], bool]:
    collection = session.reader.collection()
    broken = False
    for fault in collection.faults:
        broken = broken or fault.severity.value == "error"
        write_fault(fault, sys.stderr)
    rows = [
        {"id": request.id, "name": request.name, "method": request.method, "url": request.url}
        for request in collection.requests.values()
    ]
    return rows, broken


def _cells(row: dict[str, Any]) -> list[str]:
    if "url" in row:
        name = row["name"] if row["name"] != row["id"] else ""
        return [row["method"], row["id"], name, row["url"]]
    marks = [word for word in ("default", "protected") if row[word]]
    return [row["id"], row["name"], ", ".join(marks), row["description"]]


def align_columns(rows: list[list[str]], columns: int = 0) -> list[str]:
    """Rows as aligned lines.

    Args:
        rows: cells; each row has as many.
        columns: the width that there is, 0 for any. The last cell is shortened to fit, and left
            out in all rows where next to nothing of it would be left.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if columns and rows:
        room = columns - sum(width + len(_GAP) for width in widths[:-1])
        if room < min(widths[-1], _SHORTEST):
            return align_columns([row[:-1] for row in rows])
        rows = [[*row[:-1], _shortened(row[-1], room)] for row in rows]
    return [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _shortened(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
