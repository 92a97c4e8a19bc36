"""``outrider schema``: files as JSON Schema, for editors."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse


def command(arguments: argparse.Namespace) -> int:
    """Prints a schema, or writes all of them and prints what taplo has to be told. Returns 0.

    Raises:
        SaveError: a file cannot be written.
    """
    from outrider.cli.reference.declared_files import file_kinds, find_kind
    from outrider.cli.reference.json_schema import (
        kind_schema,
        schema_file,
        taplo_rules,
        whole_schema,
    )

    kind = find_kind(arguments.kind) if arguments.kind else None
    if arguments.output is None:
        sys.stdout.write(_text(kind_schema(kind) if kind else whole_schema()))
        return 0
    from outrider.cli.output.written_files import write_below

    kinds = (kind,) if kind else file_kinds()
    folder = Path(arguments.output)
    write_below(folder, {schema_file(one): _text(kind_schema(one)) for one in kinds})
    sys.stdout.write(taplo_rules(kinds, arguments.output))
    return 0


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
