"""The answers of an archive as saved responses."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

from outrider.importers.har.left_out_entries import counted
from outrider.model.import_result import ExampleResponse, ImportReport
from outrider.model.message import FieldLine, ResponseMessage

LONGEST_BODY = 1_000_000
"""Bytes of a body that is saved with a response."""

LARGEST_SUM = 10_000_000
"""Bytes of all bodies together: each is searched for credentials."""

MOST_OF_REQUEST = 10
"""Different responses of one request."""

_TOO_LARGE = (
    f"The limit is {LONGEST_BODY // 1_000_000} MB, and {LARGEST_SUM // 1_000_000} MB in all."
)
_OF_TRANSFER = frozenset(("content-encoding", "content-length", "transfer-encoding", "connection"))


class RecordedResponses(Struct):
    """Takes the answers of requests, and tells what of them is not kept."""

    report: ImportReport
    saved: list[ExampleResponse] = field(default_factory=list)
    _seen: dict[str, list[ResponseMessage]] = field(default_factory=dict)
    _left_out: Counter[str] = field(default_factory=Counter)
    _size: int = 0
    _more: int = 0

    def add(self, request_id: str, response: ResponseMessage) -> None:
        """An answer of a request; one that is like another of its is there already."""
        seen = self._seen.setdefault(request_id, [])
        if any(one.status == response.status and one.content == response.content for one in seen):
            return
        if len(seen) >= MOST_OF_REQUEST:
            self._more += 1
            return
        seen.append(response)
        status = str(response.status)
        number = sum(1 for one in seen if one.status == response.status)
        body = self._body(response)
        self.saved.append(
            ExampleResponse(
                request_id=request_id,
                name=status if number == 1 else f"{status}-{number}",
                status=response.status,
                reason=response.reason,
                fields=tuple(
                    FieldLine(name, value)
                    for name, value in response.headers
                    if not name.startswith(":") and name.lower() not in _OF_TRANSFER
                ),
                body=body,
            )
        )

    def _body(self, response: ResponseMessage) -> str:
        """The text of a body; empty where it is none, or too large."""
        if response.truncated:
            self._left_out["It is not in the file."] += 1
            return ""
        if len(response.content) > LONGEST_BODY or (
            self._size + len(response.content) > LARGEST_SUM
        ):
            self._left_out[_TOO_LARGE] += 1
            return ""
        try:
            text = response.content.decode()
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            self._left_out["It is not text."] += 1
            return ""
        self._size += len(response.content)
        return text

    def tell(self) -> None:
        """Tells what was left out, once all answers are there."""
        for why, count in self._left_out.items():
            self.report.lost(f"{counted(count, 'response')} saved without the body.", why=why)
        if self._more:
            self.report.lost(
                f"{counted(self._more, 'response')} not saved.",
                why=f"The limit is {MOST_OF_REQUEST} different responses of a request.",
            )
