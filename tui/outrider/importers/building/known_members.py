"""The members that tables of a format have; what a document has beside them is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from outrider.importers.building.loose_values import Json, shown_title, text_of
from outrider.model.import_result import ImportReport


class TableShape(Struct, frozen=True, eq=False):
    """One kind of table.

    Attributes:
        what: what the report calls one: ``a row of the query``.
        members: those that the format has, each with the kind of what is in it; empty for what is
            not looked into.
        others: the kind of what is in members of any other name, where people give the names;
            ``None`` where the format gives them.
    """

    what: str
    members: Mapping[str, str]
    others: str | None = None


def table_shape(
    what: str,
    names: str = "",
    inner: Mapping[str, str] = MappingProxyType({}),
    others: str | None = None,
) -> TableShape:
    """A shape whose members are ``names``, apart by blanks, and those with an ``inner`` kind."""
    return TableShape(what, {**dict.fromkeys(names.split(), ""), **inner}, others)


class MemberCheck:
    """Looks through the tables of one format.

    Args:
        shapes: every kind by its name.
        own: how members begin that writers may add for themselves, which say nothing of a request.
        tells_empty: whether a member that is empty says something.
    """

    def __init__(
        self,
        shapes: Mapping[str, TableShape],
        own: tuple[str, ...] = (),
        *,
        tells_empty: bool = False,
    ) -> None:
        self._shapes = shapes
        self._own = own
        self._tells_empty = tells_empty

    def tell(self, value: Json, kind: str, report: ImportReport) -> None:
        """Tells the members of a table, or of the tables of a list, that the format has not."""
        for shape, name in dict.fromkeys(self.unknown(value, kind)):
            near = _nearest(name, shape.members)
            report.lost(
                f'Member "{shown_title(name)}" of {shape.what} was not imported.',
                advice=f'Did you mean "{near}"?' if near else "",
            )

    def unknown(self, value: Json, kind: str) -> Iterator[tuple[TableShape, str]]:
        """The names of such members, and what each stands in."""
        # No recursion: a document of a stranger may be as deep as its text allows. An alias of
        # YAML is the same table again.
        left: list[tuple[str, Json]] = [(kind, value)]
        seen: set[tuple[str, int]] = set()
        while left:
            known, table = left.pop()
            if isinstance(table, list):
                left += [(known, one) for one in reversed(table)]
            if not isinstance(table, Mapping) or (known, id(table)) in seen:
                continue
            seen.add((known, id(table)))
            shape, inner = self._shapes[known], []
            for key, one in table.items():
                name = text_of(key)
                within = shape.members.get(name, shape.others)
                if within:
                    inner.append((within, one))
                elif within is None and not name.startswith(self._own) and self._says(one):
                    yield shape, name
            left += reversed(inner)

    def _says(self, value: Json) -> bool:
        return self._tells_empty or not is_empty(value)


def is_empty(value: Json) -> bool:
    """Whether there is nothing in a value, however deep."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, Mapping):
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif one is not None and one is not False and one != "":
            return False
    return True


def _nearest(name: str, known: Mapping[str, str]) -> str:
    from difflib import get_close_matches  # only an unknown name needs it

    near = get_close_matches(name, known, 1, 0.75)
    return near[0] if near else ""
