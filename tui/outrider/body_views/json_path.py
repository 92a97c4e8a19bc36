"""Where in laid out JSON a row is: the value that stands there, and the path that leads to it."""

from __future__ import annotations

import json
import re

from outrider.body_views import folding
from outrider.body_views.text_rows import TextRows
from outrider.visible_text import visible_line

_KEY = re.compile(rb' *("(?:[^"\\]|\\.)*"): ')
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def value_at(rows: TextRows, row: int) -> str:
    """The value that stands or begins in a row: of a string its text, of all else its JSON.

    May take long where a large block begins there.
    """
    import msgspec

    found = json_at(rows, row)
    if found[:1] in (b"{", b"["):
        return msgspec.json.format(found, indent=folding.INDENT).decode()
    text = found.decode("utf-8", "replace")
    return str(json.loads(text)) if text.startswith('"') else text


def json_at(rows: TextRows, row: int) -> bytes:
    """The JSON that stands or begins in a row; nothing where a text is no JSON.

    May take long where a large block begins there.
    """
    data = rows.data
    start = folding.line_start(rows, row)
    at = start + folding.depth_of(data, start)
    end = folding.line_end(data, start)
    if data[at : at + 1] in (b"}", b"]") or folding.opens_block(data, start):
        block = folding.block_at(rows, row)
        return data[block.start : block.end].strip() if block is not None else b""
    key = _KEY.match(data, start, end)
    return data[key.end() if key else at : end].rstrip(b",")


def scalar_at(rows: TextRows, row: int) -> tuple[str, str] | None:
    """The name and the literal of a text or a number in a row; ``None`` where there is none.

    The name is empty in an array. Quick for any text: what is longer than a row is ``None``.
    """
    if rows.continues(row) or (row + 1 < rows.count and rows.continues(row + 1)):
        return None
    line = rows.text(row).encode("utf-8", "replace").lstrip(b" ").rstrip(b",")
    key = _KEY.match(line)
    literal = line[key.end() :] if key else line
    if literal[:1] not in b'"-0123456789' or not literal or literal.endswith((b"{", b"[")):
        return None
    try:
        return (str(json.loads(key[1])) if key else ""), literal.decode("utf-8", "replace")
    except ValueError:
        return None


def path_at(rows: TextRows, row: int) -> str:
    """The jq path of the value that stands, begins or ends in a row: ``.items[0].name``."""
    data = rows.data
    start = folding.line_start(rows, row)
    depth = folding.depth_of(data, start)
    if data[start + depth : start + depth + 1] in (b"}", b"]"):
        start = folding.find_open(data, start, depth)
    steps: list[str] = []
    while depth > 0:
        around = folding.find_open(data, start, depth - folding.INDENT)
        bracket = folding.line_end(data, around) - 1
        if data[bracket : bracket + 1] == b"{":
            key = _KEY.match(data, start, folding.line_end(data, start))
            steps.append(_step(key[1]) if key else "")
        else:
            steps.append(f"[{folding.count_values(data, depth, around, start - 1)}]")
        start, depth = around, depth - folding.INDENT
    path = "".join(reversed(steps))
    return path if path.startswith(".") else f".{path}"


def join_path(program: str, path: str) -> str:
    """The jq program that goes along a path in what another program gives."""
    return program if path == "." else f"{program} | {path}"


def _step(key: bytes) -> str:
    name = json.loads(key.decode("utf-8", "replace"))
    if _PLAIN_NAME.fullmatch(name):
        return f".{name}"
    quoted = json.dumps(name, ensure_ascii=False)
    # What could not be copied as it is, is spelled out.
    return f".{quoted if visible_line(quoted) == quoted else json.dumps(name)}"
