"""Variables of URLs, whose values Postman inserts as they are, and which are encoded here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import unquote

from msgspec import Struct, field

from outrider.errors import SourceLocation
from outrider.importers.building.item_builders import CollectionBuilder, ItemBuilder, RequestBuilder
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.postman.postman_report import PostmanImportReport, references
from outrider.importers.whole_queries import INSERTED, WHY_INSERTED, inserted_url, inserts_query
from outrider.model.secret import MaybeSecret, Secret, reveal, transform
from outrider.model.workspace import AuthTable, Scalar
from outrider.variables.reference_grammar import reference_spans
from outrider.variables.resolver import ResolvedPart
from outrider.variables.url.url_builder import UrlBuilder
from outrider.variables.url.url_parts import UrlPart, between_references, spans_of_url

_WHY = "Outrider encodes the values of variables in URLs; Postman inserts them as they are."


class _Use(Struct):
    """Where a variable's value goes.

    Attributes:
        parts: of URLs, with the requests or folders.
        is_elsewhere: something else than the inside of a URL has it as well.
    """

    parts: dict[tuple[UrlPart, str, str], None] = field(default_factory=dict)
    is_elsewhere: bool = False

    def add(self, other: _Use) -> bool:
        """Takes over the places of another one, and says whether one of them is new."""
        before = (len(self.parts), self.is_elsewhere)
        self.parts |= other.parts
        self.is_elsewhere = self.is_elsewhere or other.is_elsewhere
        return before != (len(self.parts), self.is_elsewhere)


class UrlValues:
    """Sees to it that values in URLs are sent as Postman sends them, or tells that they are not.

    Args:
        scopes: every variable that the import brings, but for those of requests.
        literals: secrets that stood in the collection as they are.
    """

    def __init__(
        self,
        report: PostmanImportReport,
        scopes: Sequence[VariableBuilder],
        literals: Mapping[str, Secret],
    ) -> None:
        self._report = report
        self._scopes = scopes
        self._literals = literals
        self._uses: dict[str, _Use] = {}
        self._names = {*chain.from_iterable((*one.variables, *one.secrets) for one in scopes)}

    def settle(self, collections: Iterable[tuple[str, CollectionBuilder]]) -> None:
        """Decodes what is percent-encoded and used in URLs only, and tells what else differs.

        Args:
            collections: each with the source that it was read from.
        """
        read = list(collections)
        own = [
            (request, VariableBuilder(dict(request.variables)))
            for _, drafts in read
            for request in drafts.requests
            if request.variables
        ]
        self._scopes = [*self._scopes, *(scope for _, scope in own)]
        self._names |= {name for _, scope in own for name in scope.variables}
        for source, drafts in read:
            for folder in drafts.folders:
                self._item(folder, source)
            for request in drafts.requests:
                self._item(request, source)
                self._request(request, source)
        self._follow_variables()
        told: dict[str, set[tuple[UrlPart, str, str]]] = {}
        for name, use in self._uses.items():
            for scope in self._scopes:
                wrong = self._settle(name, use, scope)
                told.setdefault(name, set()).update(wrong)
            literal = self._literals.get(name)
            if literal is not None:
                told.setdefault(name, set()).update(_wrong(literal, literal, use))
            self._tell(name, [one for one in use.parts if one in told.get(name, ())])
        for request, scope in own:
            request.variables = {
                name: scope.variables.get(name, value) for name, value in request.variables.items()
            }

    def _use(self, name: str) -> _Use:
        return self._uses.setdefault(name, _Use())

    def _elsewhere(self, text: str) -> None:
        for name in references(text):
            self._use(name).is_elsewhere = True

    def _place(self, name: str, part: UrlPart, item: ItemBuilder, source: str) -> None:
        self._use(name).parts[part, source, item.place] = None

    def _item(self, item: ItemBuilder, source: str) -> None:
        for name in _key_in_query(item.auth):
            self._place(name, UrlPart.KEY, item, source)
        table = dict(item.auth.table) if item.auth is not None else {}
        if _key_in_query(item.auth):
            table.pop("value", None)
        self._elsewhere(str(table))
        for script in item.scripts:
            for name in self._names:
                if name in script.text:
                    self._use(name).is_elsewhere = True

    def _request(self, request: RequestBuilder, source: str) -> None:
        in_host: set[str] = set()
        inserts = inserts_query(request.url, self._known)
        for span, part in spans_of_url(request.url, self._values):
            if part is not None and not inserts:
                self._place(span.name, part, request, source)
                continue
            self._use(span.name).is_elsewhere = True
            if span.start and part is None:
                in_host.add(span.name)
        holding = [one for one in self._scopes if in_host & one.variables.keys()]
        for what in sorted({what for one in holding for what in self._refused(request, one)}):
            self._report.source = source
            self._report.at(request.place).changed(
                f"{what[:-1]}; the request cannot be sent.",
                advice="Write host, port and credentials as variables of their own.",
            )
        for row in request.query:
            for part, text in ((UrlPart.ROW_NAME, row.name), (UrlPart.ROW, row.value)):
                for name in references(text) if row.enabled else ():
                    self._place(name, part, request, source)
        for value in request.path.values():
            if inserts:
                self._elsewhere(value)
                continue
            for name in references(value):
                self._place(name, UrlPart.SEGMENT, request, source)
        self._elsewhere(f"{request.method}{request.headers}{request.body}")
        if inserts:
            whole = inserted_url(request.url, request.path)
            request.url, request.path = whole.reference, {}
            request.variables = {whole.name: whole.text}
            self._report.source = source
            self._report.at(request.place).changed(INSERTED, why=WHY_INSERTED)

    def _refused(self, request: RequestBuilder, scope: VariableBuilder) -> Iterator[str]:
        """What a send would say of the values before the path, as far as they are known."""

        def known(name: str) -> str:
            own = scope.variables.get(name)
            return str(own) if own is not None else next(self._values(name), "")

        parts: list[ResolvedPart] = []
        at = 0
        for span in reference_spans(request.url):
            value = known(span.name)
            if not value or "{{" in value:
                return
            if span.start > at:
                parts.append(ResolvedPart(request.url[at : span.start], None))
            parts.append(ResolvedPart(value, span.name))
            at = span.end
        if at < len(request.url):
            parts.append(ResolvedPart(request.url[at:], None))
        builder = UrlBuilder(SourceLocation(request.file, ("url",)), {}, request.url)
        builder.build(parts)
        yield from (one.what for one in builder.faults if one.code == "value_in_authority")

    def _values(self, name: str) -> Iterator[str]:
        for scope in self._scopes:
            if name in scope.variables:
                yield str(scope.variables[name])

    def _known(self, name: str) -> Iterator[str]:
        yield from self._values(name)
        secrets = [one.secrets[name] for one in self._scopes if name in one.secrets]
        secrets += [self._literals[name]] if name in self._literals else []
        yield from map(reveal, secrets)

    def _follow_variables(self) -> None:
        """A variable that another one refers to goes where that one goes."""
        inside = [
            (outer, inner)
            for scope in self._scopes
            for outer, value in scope.variables.items()
            for inner in references(str(value))
        ]
        while sum(self._use(inner).add(self._use(outer)) for outer, inner in inside):
            pass

    def _settle(
        self, name: str, use: _Use, scope: VariableBuilder
    ) -> Sequence[tuple[UrlPart, str, str]]:
        """Decodes one value of a variable, or says in which places it is sent otherwise."""
        secret = scope.secrets.get(name)
        value: Scalar | Secret | None = scope.variables.get(name) if secret is None else secret
        if not isinstance(value, str | Secret) or not value:
            return ()
        wrong = _wrong(value, value, use)
        decoded = _decoded(value)
        if not wrong or use.is_elsewhere or decoded == value or _wrong(value, decoded, use):
            return wrong
        if isinstance(decoded, Secret):
            scope.secrets[name] = decoded
        else:
            scope.variables[name] = decoded
        self._report.source = ""
        self._report.at().changed(
            f'The value of variable "{name}" was percent-decoded, since only URLs use it.',
            why=_WHY,
        )
        return ()

    def _tell(self, name: str, places: Sequence[tuple[UrlPart, str, str]]) -> None:
        values: list[MaybeSecret] = [*self._values(name)]
        values += [one.secrets[name] for one in self._scopes if name in one.secrets]
        values += [self._literals[name]] if name in self._literals else []
        for part, source, place in places:
            self._report.source = source
            what = f'The value of variable "{name}" is percent-encoded in the URL'
            if all(part.is_same(value, value) or part.is_alike(value) for value in values):
                self._report.at(place).changed(
                    f"{what}: the server receives the same value in another spelling.", why=_WHY
                )
            else:
                self._report.at(place).changed(
                    f"{what}: the server receives another value.",
                    why=_WHY,
                    advice="Write in the URL what is not part of a value (/ ? & =), and set "
                    "variables to values that are not percent-encoded.",
                )


def _wrong(value: MaybeSecret, here: MaybeSecret, use: _Use) -> list[tuple[UrlPart, str, str]]:
    """The places in which what is sent ``here`` has other bytes than Postman's for a value."""
    parts = {part for part, _, _ in use.parts}
    differing = {part for part in parts if not part.is_same(value, here)}
    return [one for one in use.parts if one[0] in differing]


def _key_in_query(auth: AuthTable | None) -> set[str]:
    """What the value of an API key or a token refers to that is added to the query."""
    table = auth.table if auth is not None else {}
    if table.get("placement", {}).get("in") != "query":
        return set()
    return references(f"{table.get('value', '')}{table.get('token', '')}")


def _decoded(value: MaybeSecret) -> MaybeSecret:
    """A value percent-decoded; as it is, where that gives no text or a new reference."""

    def decode(text: str) -> str:
        try:
            found = between_references(text, lambda one: unquote(one, errors="strict"))
        except UnicodeDecodeError:
            return text
        return found if found.count("{{") == text.count("{{") and "\\" not in found else text

    return transform(value, decode)
