"""The response on standard output: byte for byte, or readable where a terminal shows it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from outrider.exporters.text_bodies import indented_json, readable_text
from outrider.visible_text import visible_line, visible_text

if TYPE_CHECKING:
    from outrider.model.message import ResponseMessage
    from outrider.redaction import Redactor

INDENTED = 1_000_000
"""Bytes up to which JSON is indented on a terminal; nobody reads more there."""


def write_response(response: ResponseMessage, redactor: Redactor | None, *, head: bool) -> None:
    """Writes the body, and status line and header fields before it where they are wanted.

    Args:
        response: what the API answered.
        redactor: masks header fields; ``None`` where the user asked to see all.
        head: whether to write status line and header fields.
    """
    if head:
        write_head(response, redactor)
    sys.stdout.flush()
    if sys.stdout.isatty():
        _show(response)
        return
    sys.stdout.buffer.write(response.content)
    sys.stdout.buffer.flush()


def write_head(response: ResponseMessage, redactor: Redactor | None) -> None:
    """Writes status line and header fields, and the blank line after them.

    Args:
        response: what the API answered.
        redactor: masks header fields; ``None`` where the user asked to see all.
    """
    lines = _head(response, redactor)
    if sys.stdout.isatty():
        lines = [visible_line(line) for line in lines]
    sys.stdout.write("\n".join(lines) + "\n\n")


def _head(response: ResponseMessage, redactor: Redactor | None) -> list[str]:
    lines = [f"{response.http_version} {response.status} {response.reason}".rstrip()]
    for name, value in response.headers:
        lines.append(f"{name}: {redactor.mask_header(name, value) if redactor else value}")
    return lines


def _show(response: ResponseMessage) -> None:
    """The body as text that cannot harm a terminal."""
    text = readable_body(response)
    if text is None:
        from outrider.model.units import size_text

        sys.stderr.write(
            f"Binary body ({size_text(response.size)}), not shown. Pass --output FILE to save it.\n"
        )
        return
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")


def readable_body(response: ResponseMessage) -> str | None:
    """The body as people read it, harmless to a terminal; ``None`` where it is not text."""
    text = readable_text(response.content, response.header("content-type") or "")
    if text is None:
        return None
    if len(response.content) <= INDENTED:
        text = indented_json(text)
    return visible_text(text)
