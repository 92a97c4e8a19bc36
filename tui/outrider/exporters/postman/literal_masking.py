"""Masks in the place of credentials that are written out in what goes to Postman."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from outrider.credential_shapes import find_given_away
from outrider.errors import SourceLocation
from outrider.exporters.postman.auth_writer import SECRETS
from outrider.exporters.postman.export_report import ExportReport
from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.secret import MASK, masked
from outrider.model.workspace import AuthTable, Folder, NameValueRow, Request, Scalar, TextBody
from outrider.variables.literal_credentials import (
    HideAt,
    hide_in_folder,
    hide_in_request,
    hide_in_variable,
)
from outrider.variables.reference_grammar import escape, has_reference, parse_template
from outrider.variables.response_credentials import mask_in_response
from outrider.variables.secret_copies import SecretCopies, refer_in_request

_PARTS = {"url": "URL"}
"""What a part of a request's file is called, where that is not its key."""


class LiteralMasking:
    """Masks what ``check`` warns of, and tells each once; nothing, where all is to be revealed."""

    def __init__(self, words: ExportReport) -> None:
        self._words = words

    def request(self, request: Request, place: str) -> Request:
        """A request, the words about it and about its rows."""
        if self._words.reveals:
            return request
        found: list[tuple[str, str]] = []
        made = hide_in_request(request, self._hide(place, request.auth, found))
        made = replace(
            made,
            headers=self._rows(made.headers, place),
            query_params=self._rows(made.query_params, place),
        )
        copies = SecretCopies(found)

        def mask(name: str, value: str, _respelled: bool) -> str:
            return self._words.masked(f"copy of {name or 'a credential'}", value, place)

        return replace(
            refer_in_request(made, copies, mask),
            auth=made.auth,
            description=copies.masked(self.description(request.description, place)),
        )

    def folder(self, folder: Folder, place: str) -> Folder:
        """What a folder says for all below, and the words about it."""
        if self._words.reveals:
            return folder
        made = hide_in_folder(folder, self._hide(place, folder.auth))
        return replace(
            made,
            description=self.description(folder.description, place),
            headers=self._rows(made.headers, place),
        )

    def variable(self, name: str, value: Scalar, place: str) -> Scalar:
        """The value of an environment's variable."""
        if self._words.reveals:
            return value
        here = SourceLocation("", ("variables", name))
        return hide_in_variable(name, value, here, self._hide(place))

    def description(self, text: str, place: str) -> str:
        """Words for people: what is known by its looks, or said."""
        if self._words.reveals:
            return text
        pieces, end = [], 0
        for found in find_given_away(text):
            what = f"{found.name or 'credential'} in the description"
            pieces += [text[end : found.start], self._words.masked(what, "x", place)]
            end = found.end
        return "".join([*pieces, text[end:]])

    def example(self, example: ExampleResponse, place: str) -> ExampleResponse:
        """An answer that was kept with a request; nothing in it is a reference."""
        if self._words.reveals:
            return example
        rows = tuple(NameValueRow(one.name, escape(masked(one.value))) for one in example.fields)
        answer = Request("", "", "", headers=rows, body=TextBody("text", escape(example.body)))
        made = hide_in_request(answer, self._hide(f"{place} / {example.name}"))
        body = made.body.content if isinstance(made.body, TextBody) else None
        return replace(
            example,
            fields=tuple(
                FieldLine(row.name, self._answer(_literal(row.value), place))
                for row in made.headers
            ),
            body=self._answer(_literal(body or ""), place),
        )

    def _answer(self, text: str, place: str) -> str:
        made = mask_in_response(text, MASK)
        if made != text:
            self._words.masked("credential in an example", "x", place)
        return made

    def _rows(self, rows: tuple[NameValueRow, ...], place: str) -> tuple[NameValueRow, ...]:
        return tuple(
            replace(row, description=self.description(row.description, place)) for row in rows
        )

    def _hide(
        self,
        place: str,
        auth: AuthTable | None = None,
        found: list[tuple[str, str]] | None = None,
    ) -> HideAt:
        table: Mapping[str, Any] = {} if auth is None else auth.table

        def hide(name: str, value: str, where: SourceLocation) -> str | None:
            part, *key = where.key
            if found is not None:
                found.append((name, value))
            # These are left out as a whole, and told, where the auth is written.
            whole = part == "auth" and len(key) == 1 and key[0] in SECRETS
            if whole and not has_reference(str(table.get(str(key[0]), ""))):
                return None
            part = _PARTS.get(str(part), str(part))
            return self._words.masked(f"{name or 'credential'} in the {part}", value, place)

        return hide


def _literal(written: str) -> str:
    """What a text without references says."""
    return "".join(piece for piece in parse_template(written) if isinstance(piece, str))
