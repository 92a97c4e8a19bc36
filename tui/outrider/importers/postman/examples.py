"""Examples that a collection keeps with its requests, as saved responses."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.importers.naming import Names
from outrider.importers.postman.documents import Json, tables, text_of
from outrider.importers.postman.headers import header_pairs
from outrider.model.imported import SavedResponse
from outrider.model.message import FieldLine


def read_examples(responses: Json, request_id: str) -> Iterator[SavedResponse]:
    """Each example of a request."""
    names = Names()
    for one in tables(responses):
        code = one.get("code")
        title = text_of(one.get("name")) or text_of(one.get("status")) or text_of(code)
        yield SavedResponse(
            request_id=request_id,
            name=names.take("", title, "example"),
            status=code if isinstance(code, int) and not isinstance(code, bool) else None,
            reason=text_of(one.get("status")),
            fields=tuple(FieldLine(row.name, row.value) for row in header_pairs(one.get("header"))),
            body=text_of(one.get("body")),
        )
