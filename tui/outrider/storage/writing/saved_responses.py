"""Saved responses beside the requests they answer: ``examples/REQUEST/NAME.http``.

Each is a response message as RFC 9112 writes it, so that any editor shows it and any tool reads
it; only the line ends are plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.secret import masked
from outrider.storage.files.workspace_files import UnusualFile, read_regular

EXAMPLES = "examples"
_SUFFIX = ".http"
_LARGEST = 50_000_000
"""Bytes of an example that is read."""


def example_files(responses: Iterable[ExampleResponse]) -> Iterator[tuple[str, bytes]]:
    """Path relative to the workspace, and content, of each."""
    for one in responses:
        yield f"{EXAMPLES}/{one.request_id}/{one.name}{_SUFFIX}", _message(one)


def load_examples(root: Path, request_id: str) -> Iterator[ExampleResponse]:
    """The examples of a request, by name; what cannot be read as one is left out."""
    folder = root / EXAMPLES / request_id
    try:
        files = sorted(one for one in folder.iterdir() if one.name.endswith(_SUFFIX))
    except OSError:
        return
    for file in files:
        try:
            data = read_regular(file, _LARGEST)[0]
        except (OSError, UnusualFile):
            continue
        name = file.name.removesuffix(_SUFFIX)
        found = _parsed(request_id, name, data.decode("utf-8", "replace"))
        if found is not None:
            yield found


def _parsed(request_id: str, name: str, text: str) -> ExampleResponse | None:
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/"):
        return None
    status, _, reason = rest.partition(" ")
    fields = (line.partition(":") for line in lines if ":" in line)
    return ExampleResponse(
        request_id,
        name,
        int(status) if status.isascii() and status.isdigit() else None,
        reason,
        tuple(FieldLine(key, value.strip()) for key, _, value in fields),
        body,
    )


def _message(response: ExampleResponse) -> bytes:
    status = "???" if response.status is None else str(response.status)
    lines = [f"HTTP/1.1 {status} {_line(response.reason)}".rstrip()]
    lines += [f"{_line(field.name)}: {_line(masked(field.value))}" for field in response.fields]
    return ("\n".join(lines) + "\n\n" + response.body).encode("utf-8", "replace")


def _line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", "")
