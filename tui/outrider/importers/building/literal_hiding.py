"""Takes literal credentials out of everything that a collection and its environments bring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from outrider.credential_shapes import find_given_away
from outrider.credential_shapes.script_search import find_in_script
from outrider.errors import SourceLocation
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import ItemBuilder, RequestBuilder
from outrider.importers.building.scope_builders import (
    EnvironmentBuilder,
    VariableBuilder,
    variables,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.importer import tell_respelled
from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.secret import MASK, Secret, masked
from outrider.model.workspace import NameValueRow, Request, TextBody
from outrider.variables.literal_credentials import HideAt, hide_in_request
from outrider.variables.literal_texts import FindSpans
from outrider.variables.response_credentials import mask_in_response

_WHY = "A credential in a shared file can be read by everyone who has the file."


class LiteralHiding:
    """Puts references in the place of literal credentials, and says where."""

    def __init__(self, report: BuildReport, secrets: SecretNamer) -> None:
        self._report = report
        self._secrets = secrets
        self._found: list[str] = []
        self._own: VariableBuilder | None = None
        self._respelled: list[str] = []

    def _hide(self, name: str, value: str) -> str:
        name = name or "token"
        if self._own is None:
            reference = self._secrets.hide(name, value)
        else:
            reference = self._secrets.hide_in_scope(
                name, Secret(value), self._own.secrets, self._own.variables
            )
        self._found.append(reference)
        return reference

    def _hide_at(self, name: str, value: str, _place: SourceLocation) -> str | None:
        # What looks like a reference and is none stays escaped, where everybody sees that.
        return None if "{{" in value else self._hide(name, value)

    def variables(
        self, scopes: Iterable[VariableBuilder], own: Sequence[VariableBuilder] = ()
    ) -> None:
        """Credentials that are a part of a variable's value.

        ``own`` are the scopes that keep theirs: those of environments, where there are several.
        """
        for values in scopes:
            self._own = values if any(values is one for one in own) else None
            hidden = hide_in_request(
                Request("", "", "", variables=variables(values.variables)), self._hide_at
            )
            self._own = None
            values.variables |= {name: one.value for name, one in hidden.variables.items()}
            values.comments[:] = self._lines(values.comments)
        self._report.source = ""
        self._tell("")

    def environments(self, environments: Iterable[EnvironmentBuilder]) -> None:
        """Credentials in the auths of environments."""
        for one in environments:
            for name, auth in one.auths.items():
                hidden = hide_in_request(Request("", "", "", auth=auth), self._hide_at).auth
                one.auths[name] = hidden or auth
            self._tell(one.name)

    def items(self, items: Iterable[ItemBuilder]) -> None:
        """Folders and requests, with their auth and the comments at their ends."""
        for item in items:
            item.comments = self._lines(item.comments)
            item.description = self._words(item.description)
            if isinstance(item, RequestBuilder):
                self._request(item)
            else:
                hidden = hide_in_request(
                    Request("", "", "", headers=tuple(item.headers), auth=item.auth), self._hide_at
                )
                item.headers, item.auth = list(map(self._noted, hidden.headers)), hidden.auth
            self._tell(item.place)
        if self._respelled:
            tell_respelled(self._report.at(""), self._respelled)

    def titles(self) -> None:
        """Credentials in names, which are masked there: nobody else may know them."""
        for one in self._report.titles:
            reference = self._secrets.hide_secret(one.name or "token", one.value)
            self._report.source = one.source
            self._report.at(one.place).changed(
                f"A credential in a name was masked; its value became secret {reference}.",
                why=_WHY,
            )
        self._report.source = ""

    def _request(self, request: RequestBuilder) -> None:
        hidden = hide_in_request(
            Request(
                "",
                "",
                "",
                url=request.url,
                query_params=request.query,
                headers=tuple(request.headers),
                path_params=request.path,
                auth=request.auth,
                variables=variables(request.variables),
                body=request.body,
                captures=tuple(request.captures),
                expectations=tuple(request.expectations),
            ),
            self._hide_at,
            respelled=self._respelled,
        )
        request.url = hidden.url
        request.query = tuple(map(self._noted, hidden.query_params))
        request.headers = list(map(self._noted, hidden.headers))
        request.path = hidden.path_params
        request.auth = hidden.auth
        request.variables = {name: one.value for name, one in hidden.variables.items()}
        request.body = hidden.body
        request.captures = list(hidden.captures)
        request.expectations = list(hidden.expectations)

    def _noted(self, row: NameValueRow) -> NameValueRow:
        words = self._words(row.description)
        return row if words == row.description else replace(row, description=words)

    def _lines(self, lines: Iterable[str]) -> list[str]:
        """Lines of comments, which keep scripts; a credential may go over several."""
        text = "\n".join(lines)
        return self._inert(text, find_in_script).split("\n") if text else []

    def _words(self, text: str) -> str:
        """Words for people: only what is known by its looks, or said, is no example of theirs."""
        return self._inert(text, find_given_away) if text else text

    def _inert(self, text: str, find: FindSpans) -> str:
        """A text in which nothing is a reference, and braces are nobody's business."""
        made, at = [], 0
        for found in find(text):
            made += [text[at : found.start], self._hide(found.name, text[found.start : found.end])]
            at = found.end
        return "".join([*made, text[at:]])

    def _tell(self, place: str) -> None:
        if self._found:
            names = ", ".join(dict.fromkeys(self._found))
            self._report.at(place).changed(
                f"Values that look like credentials became secrets: {names}.", why=_WHY
            )
            self._found.clear()

    def example(self, example: ExampleResponse) -> ExampleResponse:
        """A saved answer without the tokens and cookies in it."""
        found: list[str] = []

        def mask(name: str, _value: str, _place: SourceLocation) -> str:
            found.append(name)
            return MASK

        made = _masked(example, mask)
        made = replace(
            made,
            fields=tuple(
                FieldLine(one.name, mask_in_response(masked(one.value), MASK))
                for one in made.fields
            ),
            body=mask_in_response(made.body, MASK),
        )
        if not found and made == example:
            return example
        self._report.at(example.request_id).changed(
            f'Credentials in example "{example.name}" were masked.', why=_WHY
        )
        return made


def _masked(example: ExampleResponse, mask: HideAt) -> ExampleResponse:
    rows = tuple(NameValueRow(one.name, masked(one.value)) for one in example.fields)
    body = TextBody("text", example.body)
    # Each by itself: a form stays the text that it is.
    hidden = replace(
        hide_in_request(Request("", "", "", headers=rows), mask),
        body=hide_in_request(Request("", "", "", body=body), mask).body,
    )
    fields = tuple(
        FieldLine(row.name, _cookie(old.value) if _sets_cookie(row) else row.value)
        for old, row in zip(rows, hidden.headers, strict=True)
    )
    text = hidden.body.content if isinstance(hidden.body, TextBody) else None
    return replace(example, fields=fields, body=text or "")


def _sets_cookie(row: NameValueRow) -> bool:
    return row.name.lower() == "set-cookie"


def _cookie(value: str) -> str:
    """A cookie without its value; what it is called, and how long it lives, opens nothing."""
    pair, semicolon, rest = value.partition(";")
    name, equals, cookie = pair.partition("=")
    return f"{name}{equals}{MASK if cookie else ''}{semicolon}{rest}"
