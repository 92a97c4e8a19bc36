"""A side of a comparison out of a file: its text, and an entry of an archive."""

from __future__ import annotations

import os
from typing import BinaryIO

from msgspec.structs import replace

from outrider.comparison.compared_exchange import ComparedExchange, of_message
from outrider.engine.side_by_side.side_source import SideSource
from outrider.errors import ImportRejected, UsageError
from outrider.importers.har_entries import har_entry, is_har, read_har
from outrider.importers.text_decoding import MAX_FILE, decode
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular


def side_text(source: SideSource, stdin: BinaryIO | None) -> str:
    """The text of a file, or of standard input.

    Raises:
        ImportRejected: it cannot be read, or is no text.
    """
    name = source.name
    if source.is_stdin:
        data = stdin.read(MAX_FILE + 1) if stdin is not None else b""
        if len(data) > MAX_FILE:
            raise _too_large("Standard input", name)
        return decode(data, "Standard input")
    try:
        data = read_regular(name, MAX_FILE)[0]
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else "the reason is not known"
        raise ImportRejected(
            f'File "{name}" cannot be read: {why}.', code="unreadable", where=name
        ) from None
    except NotARegularFile:
        raise ImportRejected(f'"{name}" is not a file.', code="unreadable", where=name) from None
    except FileTooLarge:
        raise _too_large(name, name) from None
    return decode(data, name)


def archive_side(source: SideSource, text: str) -> ComparedExchange | None:
    """The entry of an archive; ``None`` where the text is none.

    Raises:
        ImportRejected: it looks like one, and cannot be read.
        UsageError: it has no entry of that number.
    """
    if not is_har(text) and not source.number:
        return None
    name = source.title
    entries = read_har(text, name)
    number = source.number or (1 if len(entries) == 1 else 0)
    if not 1 <= number <= len(entries):
        count = f"{len(entries)} entr{'y' if len(entries) == 1 else 'ies'}"
        what = f"{name} has {count}" if source.number else f"{name} has {count}, not one"
        raise UsageError(
            f"{what}; entry {number} does not exist." if source.number else f"{what}.",
            code="har_entry",
            advice=f"Name one by its number, from 1 on, such as {name}:1." if entries else "",
        )
    entry = har_entry(entries[number - 1], name, number)
    side = of_message(f"{name}:{number}", entry.request)
    problem = () if entry.response is not None else (entry.problem or "No response.",)
    return replace(side, response=entry.response, problem=problem, is_planned=False)


def _too_large(what: str, name: str) -> ImportRejected:
    return ImportRejected(
        f"{what} is larger than {MAX_FILE // 1_000_000} MB.", code="too_large", where=name
    )
