"""``outrider keys``: every key, with what the settings have made of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

    from outrider.keymap.key_row import KeyRow

_CHANGED = "*"


def command(arguments: argparse.Namespace) -> int:
    """Prints the table of keys; what is wrong in the settings goes to standard error. Returns 0."""
    from outrider.cli.output.error_output import write_fault
    from outrider.keymap.key_table import key_rows, read_user_settings

    read = read_user_settings(dict(os.environ))
    for fault in read.faults:
        write_fault(fault, sys.stderr)
    rows = list(key_rows(read.settings.keys, read.lost))
    if arguments.json:
        from outrider.cli.output.json_output import write_json

        write_json([_object(row) for row in rows])
    elif arguments.markdown:
        sys.stdout.writelines(f"{line}\n" for line in markdown(rows))
    else:
        _write(rows, read.settings.keys)
    return 0


def markdown(rows: Sequence[KeyRow]) -> Iterator[str]:
    """README's table: the actions of the workbench."""
    yield "| action | key | after `ctrl+g` | what it does |"
    yield "|---|---|---|---|"
    for row in rows:
        if row.is_action:
            keys = f"`{row.keys}`" if row.keys else ""
            leader = f"`{row.leader}`" if row.leader else ""
            yield f"| `{row.id}` | {keys} | {leader} | {row.sentence} |"


def key_lists() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Each place with its keys as they are without settings, and what they do."""
    from outrider.keymap.key_table import key_rows

    lists: dict[str, list[tuple[str, str]]] = {}
    for row in key_rows({}):
        leader = f"ctrl+g {row.leader}" if row.leader else ""
        keys = " ".join(filter(None, (row.keys.replace(",", " "), leader)))
        said = f"{row.sentence}." if row.sentence else row.label
        lists.setdefault(row.where, []).append(
            (keys or "-", f"{said} `{row.id}`" if row.id else said)
        )
    return lists


def _object(row: KeyRow) -> dict[str, object]:
    return {
        "id": row.id or None,
        "where": row.where,
        "keys": row.keys.split(",") if row.keys else [],
        "usual_keys": row.default_keys.split(",") if row.default_keys else [],
        "after_leader": row.leader or None,
        "label": row.label,
        "description": row.sentence,
    }


def _write(rows: Sequence[KeyRow], chosen: Mapping[str, str]) -> None:
    from outrider.cli.commands.list_commands import align_columns
    from outrider.cli.output.terminal_width import columns_of
    from outrider.keymap.key_table import EVERYWHERE

    columns = columns_of(sys.stdout)
    leader = next((row.keys for row in rows if row.id == "leader"), "")
    changed = False
    for where in dict.fromkeys(row.where for row in rows):
        cells = []
        for row in rows:
            if row.where != where:
                continue
            is_other = row.id in chosen or row.keys != row.default_keys
            mark = _CHANGED if is_other else ""
            changed = changed or bool(mark)
            keys = row.keys.replace(",", " ") + mark
            then = f"{leader} {row.leader}" if row.leader else ""
            middle = [then] if where == EVERYWHERE else []
            cells.append([row.id or "-", keys, *middle, row.sentence])
        sys.stdout.write(f"{where}\n")
        for line in align_columns([[visible_line(cell) for cell in row] for row in cells], columns):
            sys.stdout.write(f"  {line}".rstrip() + "\n")
        sys.stdout.write("\n")
    if changed:
        sys.stdout.write(f"{_CHANGED} changed in your settings\n")
