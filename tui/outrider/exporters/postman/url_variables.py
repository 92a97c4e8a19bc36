"""Variables of URLs, whose values are encoded here, and which Postman inserts as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec.structs import replace

from outrider.exporters.postman.export_report import ExportReport
from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
)
from outrider.exporters.postman.url_uses import QUERY_KEYS, UrlUses, is_in_query, variable_text
from outrider.model.secret import MaybeSecret, Secret, transform
from outrider.model.workspace import (
    AuthTable,
    NameValueRow,
    Request,
    Scalar,
    Variable,
)
from outrider.variables.reference_grammar import reference_spans
from outrider.variables.url.url_parts import UrlPart, spans_of_url

_WHY = "Postman inserts the values of variables into URLs as they are."


class UrlVariables:
    """Writes values so that Postman sends in URLs what is sent here.

    A variable that only URLs use gets an encoded value; beside one that is used elsewhere as well,
    a second one stands, which URLs refer to.
    """

    def __init__(
        self, root: ExportedFolder, environments: Sequence[ExportedEnvironment], words: ExportReport
    ) -> None:
        self._words = words
        self._uses = UrlUses(root, environments)
        self._taken = {*chain.from_iterable(self._uses.scopes)}
        self._instead: dict[str, dict[UrlPart, str]] = {}
        """The variables that parts of URLs refer to in the place of another one."""
        self._in_place: dict[str, UrlPart] = {}
        self._settled: set[str] = set()
        for name in self._uses.names:
            self._settle(name)
        self._tell(environments)

    def tree(self, item: ExportedFolder) -> ExportedFolder:
        """A folder and all below it."""
        folder = item.folder
        folder = replace(
            folder, variables=self._variables(folder.variables), auth=self._auth(folder.auth)
        )
        return ExportedFolder(folder, tuple(map(self._item, item.children)))

    def environment(self, environment: ExportedEnvironment) -> ExportedEnvironment:
        """An environment's variables and secrets."""
        variables: dict[str, Scalar] = {}
        for name, value in environment.variables.items():
            for key, one in self._values(name, value):
                if not isinstance(one, Secret):
                    variables[key] = one
        secrets: dict[str, MaybeSecret] = {}
        for name, secret in environment.secrets.items():
            secrets |= {
                key: one for key, one in self._values(name, secret) if isinstance(one, str | Secret)
            }
        return replace(environment, variables=variables, secrets=secrets)

    # What becomes of a variable.

    def _settle(self, name: str) -> None:
        """Decides on a variable, after those that it refers to."""
        if name in self._settled:
            return
        self._settled.add(name)
        values = [scope[name] for scope in self._uses.scopes if name in scope]
        for inner in {
            one.name for value in values for one in reference_spans(variable_text(value))
        }:
            self._settle(inner)
        use = self._uses.of(name)
        parts = sorted(use.parts, key=lambda one: one.name)
        wrong = [one for one in parts if any(self._differs([one], value) for value in values)]
        fitting = [one for one in wrong if all(self._fits(one, parts, value) for value in values)]
        if fitting and not use.is_elsewhere:
            self._in_place[name] = fitting[0]
            return
        called: dict[tuple[str, ...], str] = {}
        for part in wrong:
            encoded = tuple(variable_text(self._encoded(part, value)) for value in values)
            if encoded not in called:
                called[encoded] = self._free(f"{name}_encoded")
            self._instead.setdefault(name, {})[part] = called[encoded]

    def _differs(self, parts: Iterable[UrlPart], value: Scalar | Secret) -> bool:
        """Whether Postman sends other bytes in one of these parts than are sent here."""
        if not isinstance(value, str | Secret):
            return False
        names = [one.name for one in reference_spans(variable_text(value))]
        return any(
            not part.is_same(value, value) or any(self._name(one, part) != one for one in names)
            for part in parts
        )

    def _fits(self, chosen: UrlPart, parts: Sequence[UrlPart], value: Scalar | Secret) -> bool:
        """Whether a value that is encoded for the chosen part is right in all of them."""
        if not self._differs(parts, value):
            return True
        made = self._encoded(chosen, value)
        assert isinstance(made, str | Secret)
        return all(
            variable_text(part.in_postman(made)) == variable_text(self._encoded(part, value))
            for part in parts
        )

    def _encoded(self, part: UrlPart, value: Scalar | Secret) -> Scalar | Secret:
        """A value as Postman has to insert it; numbers are nothing but what they are."""
        if isinstance(value, str | Secret):
            return transform(
                part.in_outrider(transform(value, _unescaped)),
                lambda text: self._renamed(text, lambda _: part),
            )
        return value

    def _free(self, name: str) -> str:
        number, found = 1, name
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found

    # What is written.

    def _name(self, name: str, part: UrlPart | None) -> str:
        return name if part is None else self._instead.get(name, {}).get(part, name)

    def _renamed(self, text: str, part_at: Callable[[int], UrlPart | None]) -> str:
        """A text whose references are those for the part of the URL that they stand in."""
        made, at = [], 0
        for span in reference_spans(text):
            name = self._name(span.name, part_at(span.start))
            if name != span.name:
                made += [text[at : span.start], "{{", name, "}}"]
                at = span.end
        return "".join([*made, text[at:]])

    def _values(self, name: str, value: Scalar | Secret) -> Iterator[tuple[str, Scalar | Secret]]:
        """A variable as it is exported, and those beside it."""
        chosen = self._in_place.get(name)
        if chosen is not None and self._differs(self._uses.of(name).parts, value):
            value = self._encoded(chosen, value)
        yield name, value
        for part, beside in self._instead.get(name, {}).items():
            yield beside, self._encoded(part, value)

    def _variables(self, variables: Mapping[str, Variable]) -> dict[str, Variable]:
        return {
            key: replace(one, value=value)
            for name, one in variables.items()
            for key, value in self._values(name, one.value)
            if not isinstance(value, Secret)
        }

    def _item(self, item: ExportedItem) -> ExportedItem:
        if isinstance(item, ExportedFolder):
            return self.tree(item)
        return ExportedRequest(self._request(item.request), item.examples)

    def _request(self, request: Request) -> Request:
        parts = {span.start: part for span, part in spans_of_url(request.url, self._uses.written)}
        return replace(
            request,
            url=self._renamed(request.url, parts.get),
            query_params=tuple(map(self._row, request.query_params)),
            path_params={
                name: self._renamed(value, lambda _: UrlPart.SEGMENT)
                for name, value in request.path_params.items()
            },
            auth=self._auth(request.auth),
            variables=self._variables(request.variables),
        )

    def _row(self, row: NameValueRow) -> NameValueRow:
        return replace(
            row,
            name=self._renamed(row.name, lambda _: UrlPart.ROW_NAME),
            value=self._renamed(row.value, lambda _: UrlPart.ROW),
        )

    def _auth(self, auth: AuthTable | None) -> AuthTable | None:
        if auth is None or not is_in_query(auth):
            return auth
        table = {
            key: self._renamed(value, lambda _: UrlPart.KEY)
            if key in QUERY_KEYS and isinstance(value, str)
            else value
            for key, value in auth.table.items()
        }
        return replace(auth, table=table)

    def _tell(self, environments: Sequence[ExportedEnvironment]) -> None:
        for name in self._in_place:
            self._words.changed(
                f'The values of variable "{name}" were percent-encoded, since only URLs use it.',
                "",
                _WHY,
            )
        for name, parts in self._instead.items():
            for beside in dict.fromkeys(parts.values()):
                self._words.changed(
                    f'Variable "{beside}" was added: "{name}", percent-encoded for URLs.', "", _WHY
                )
        for environment in environments:
            for name, secret in environment.secrets.items():
                if not variable_text(secret) and self._uses.of(name).parts:
                    self._words.changed(
                        f'Secret "{name}" is used in a URL.',
                        environment.name,
                        _WHY,
                        "In Postman, enter its value percent-encoded.",
                    )


def _unescaped(written: str) -> str:
    """A value whose backslashes before a reference are what they stand for."""
    return re.sub(r"\\\\(?=\{\{)", r"\\", written)
