"""A HAR file as its entries, whatever of the format is missing in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import tables, text_of
from outrider.importers.har.archive_members import tell_archive
from outrider.importers.har_entries import MOST_ENTRIES, is_har
from outrider.importers.importer import ImportSource
from outrider.json_words import json_complaint
from outrider.model.import_result import ImportReport

LARGEST = 100_000_000
"""Characters of an archive; parsed it takes several times as many bytes."""

WITHOUT_CONTENT = (
    'Export it again without response bodies ("without content"), or remove them: '
    "jq 'del(.log.entries[].response.content.text)' large.har > small.har"
)
"""What to do with an archive that is too large."""

_FOREIGN = re.compile(r'"(?:openapi|swagger|info|item|_type|resources|_postman_\w+)"\s*:')
_MEMBERS = re.compile(
    r'"(log|entries|method|url|httpVersion|startedDateTime|request|queryString)"\s*:'
)
_CHROME = re.compile(r"WebInspector|Chrom|Edge", re.IGNORECASE)


class NumberedEntry(Struct, frozen=True):
    """An entry that is a table; ``number`` counts from 1, in the order of the file."""

    number: int
    table: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where it stands, for the report."""
        return f"entry {self.number}"


class HarDocument(Struct, frozen=True):
    """An archive.

    Attributes:
        name: of its file, for people; empty for a paste.
        entries: in the order in which the requests began, where that is known.
        pages: the titles of its pages by their ids, in order.
        is_of_chrome: DevTools of Chrome, or of a browser made of it, have written it.
    """

    name: str
    entries: list[NumberedEntry]
    pages: Mapping[str, str]
    is_of_chrome: bool


def looks_like_har(text: str) -> bool:
    """Whether a text is an archive, an entry or a request of one; cheap, never raises."""
    if is_har(text):
        return True
    start = text[:4096].lstrip("\ufeff \t\r\n")
    if start[:1] != "{" or _FOREIGN.search(text, 0, 100_000):
        return False
    found = set(_MEMBERS.findall(text[:100_000]))
    if {"log", "entries"} <= found:
        return True
    is_request = {"method", "url", "httpVersion"} <= found
    return is_request or {"request", "startedDateTime"} <= found


def read_archive(source: ImportSource, report: ImportReport) -> HarDocument:
    """The document in a text; ``report`` takes what is left out of it.

    Raises:
        ImportRejected: it is too large, no JSON, or has no entries.
    """
    shown = source.name or "The text"
    if len(source.text) > LARGEST:
        size = len(source.text) // 1_000_000
        limit = f"the limit of a HAR file is {LARGEST // 1_000_000} MB"
        raise _refused(f"{shown} has {size} MB; {limit}.", source, WITHOUT_CONTENT)
    try:
        data = json.loads(source.text)
    except RecursionError:
        raise _refused(f"{shown} is nested too deeply.", source) from None
    except json.JSONDecodeError as error:
        said = json_complaint(error)
        where = f"at line {said.line}, column {said.column}"
        raise _refused(f"{shown} is not JSON: {said.what} {where}.", source) from None
    except ValueError as error:
        raise _refused(f"{shown} is not JSON: {error}.", source) from None
    log, entries = _entries(data)
    if log:
        tell_archive(data, report)
    if entries is None:
        raise _refused(f"{shown} is not a HAR file: it has no log.entries.", source)
    if len(entries) > MOST_ENTRIES:
        report.lost(
            f"{len(entries) - MOST_ENTRIES} of {len(entries)} entries were not imported.",
            why=f"The limit is {MOST_ENTRIES} entries of a file.",
        )
    found = []
    for number, one in enumerate(entries[:MOST_ENTRIES], 1):
        if isinstance(one, Mapping):
            found.append(NumberedEntry(number, one))
        else:
            report.at(f"entry {number}").lost("The entry was not imported: it is not an object.")
    pages = {
        text_of(page.get("id")): text_of(page.get("title"))
        for page in tables(log.get("pages"))
        if page.get("id")
    }
    creator = log.get("creator")
    made_by = text_of(creator.get("name")) if isinstance(creator, Mapping) else ""
    return HarDocument(source.name, _in_order(found), pages, bool(_CHROME.search(made_by)))


def _entries(data: Any) -> tuple[Mapping[str, Any], list[Any] | None]:
    """The log and its entries; those of an entry or a request by itself are that one."""
    if not isinstance(data, Mapping):
        return {}, None
    log = data.get("log")
    if isinstance(log, Mapping):
        entries = log.get("entries")
        if entries is None and "entries" in log:
            entries = []
        return log, entries if isinstance(entries, list) else None
    if isinstance(data.get("request"), Mapping):
        return {}, [data]
    if "method" in data and "url" in data:
        return {}, [{"request": data}]
    return {}, None


def _in_order(entries: list[NumberedEntry]) -> list[NumberedEntry]:
    """By the time at which they began; as they stand where one has no time."""
    times = [_began(one.table.get("startedDateTime")) for one in entries]
    if None in times:
        return entries
    order = sorted(range(len(entries)), key=lambda index: (times[index] or 0.0, index))
    return [entries[index] for index in order]


def _began(written: object) -> float | None:
    try:
        found = datetime.fromisoformat(text_of(written))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _refused(what: str, source: ImportSource, advice: str = "") -> ImportRejected:
    return ImportRejected(
        what,
        code="har",
        where=source.name,
        advice=advice or "Export the traffic again as HAR 1.2 (HTTP Archive).",
    )
