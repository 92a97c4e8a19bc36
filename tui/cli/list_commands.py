"""``outrider environments`` and ``outrider requests``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from tui.cli.errors_view import show_fault
from tui.engine.session import Session, open_session
from tui.errors import OutriderError
from tui.visible import visible_line

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Lists environments or requests.

    Returns:
        The exit status: 0, or 3 where a file could not be read (the others are listed).
    """
    session = open_session(arguments.workspace, dict(os.environ))
    list_all = _environments if arguments.command == "environments" else _requests
    rows, broken = list_all(session)
    if arguments.json:
        from tui.cli.json_output import write_json

        write_json(rows)
    else:
        for line in _table([[str(cell) for cell in _cells(row)] for row in rows]):
            sys.stdout.write(visible_line(line) + "\n")
    return 3 if broken else 0


def _environments(session: Session) -> tuple[list[dict[str, Any]], bool]:
    default = session.reader.settings().default_environment
    rows: list[dict[str, Any]] = []
    broken = False
    for name in session.reader.environment_ids():
        try:
            environment = session.reader.environment(name)
        except OutriderError as error:
            broken = True
            for fault in error.faults:
                show_fault(fault, sys.stderr)
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


def _requests(session: Session) -> tuple[list[dict[str, Any]], bool]:
    collection = session.reader.collection()
    broken = False
    for fault in collection.faults:
        broken = broken or fault.severity.value == "error"
        show_fault(fault, sys.stderr)
    rows = [
        {"id": request.id, "name": request.name, "method": request.method, "url": request.url}
        for request in collection.requests.values()
    ]
    return rows, broken


def _cells(row: dict[str, Any]) -> list[str]:
    if "url" in row:
        return [row["method"], row["id"], row["name"] if row["name"] != row["id"] else ""]
    marks = [word for word in ("default", "protected") if row[word]]
    return [row["id"], row["name"], ", ".join(marks), row["description"]]


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
