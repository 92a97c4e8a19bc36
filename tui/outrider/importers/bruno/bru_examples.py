"""The ``example`` blocks of a ``.bru`` file, which have a smaller grammar of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

_MEMBER = re.compile(
    r"(?P<indent> *)(?P<key>~?(?:\"(?:\\\"|[^\"])*\"|[\w:-]+))[ \t]*:[ \t]*(?P<value>.*)"
)


def read_bru_example(text: str) -> dict[str, Any]:
    """An example as the JSON export has it: its name, what describes it, and its response."""
    found: dict[str, Any] = {"name": "", "description": "", "response": {}}
    for key, value, inner in _members(text.split("\n")):
        if key in {"name", "description"}:
            found[key] = value
        elif key == "response":
            found["response"] = _response(inner)
    return found


def _response(lines: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"headers": []}
    for key, _, inner in _members(lines):
        rows = [(name, value) for name, value, _ in _members(inner)]
        if key == "headers":
            found["headers"] = [
                {
                    "name": name.removeprefix("~").strip('"').replace('\\"', '"'),
                    "value": value,
                    "enabled": name[:1] != "~",
                }
                for name, value in rows
            ]
        elif key == "status":
            table = dict(rows)
            found |= {"status": table.get("code", ""), "statusText": table.get("text", "")}
        elif key == "body":
            table = dict(rows)
            found["body"] = {"type": table.get("type", ""), "content": table.get("content", "")}
    return found


def _members(lines: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Each member: its key, its text, and the lines of a block in its place."""
    at = 0
    while at < len(lines):
        found = _MEMBER.fullmatch(lines[at].rstrip("\r"))
        at += 1
        if found is None:
            continue
        value, indent = found["value"].strip(), found["indent"]
        inner: list[str] = []
        if value == "{":
            while at < len(lines) and lines[at].rstrip() != f"{indent}}}":
                inner.append(lines[at])
                at += 1
            at += 1
        elif value.startswith("'''"):
            rest = value[3:]
            if rest.endswith("'''"):
                value = rest[:-3]
            else:
                while at < len(lines) and lines[at].strip() != "'''":
                    inner.append(lines[at].removeprefix(f"{indent}  "))
                    at += 1
                at += 1
                value, inner = "\n".join(inner), []
        yield found["key"], value, inner
