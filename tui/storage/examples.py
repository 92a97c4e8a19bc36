"""Saved responses beside the requests they answer: ``examples/REQUEST/NAME.http``.

Each is a response message as RFC 9112 writes it, so that any editor shows it and any tool reads
it; only the line ends are plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui.model.imported import SavedResponse
from tui.model.secret import shown

EXAMPLES = "examples"


def example_files(responses: Iterable[SavedResponse]) -> Iterator[tuple[str, bytes]]:
    """Path relative to the workspace, and content, of each."""
    for one in responses:
        yield f"{EXAMPLES}/{one.request_id}/{one.name}.http", _message(one)


def _message(response: SavedResponse) -> bytes:
    status = "???" if response.status is None else str(response.status)
    lines = [f"HTTP/1.1 {status} {_line(response.reason)}".rstrip()]
    lines += [f"{_line(field.name)}: {_line(shown(field.value))}" for field in response.fields]
    return ("\n".join(lines) + "\n\n" + response.body).encode("utf-8", "replace")


def _line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", "")
