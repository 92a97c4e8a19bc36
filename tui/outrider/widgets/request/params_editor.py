"""What a URL is completed with: path parameters and query rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from outrider.model.workspace import NameValueRow, Request
from outrider.toolkit.key_bindings import name_keys
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.toolkit.value_message import ValueMessage
from outrider.variables.url.path_segments import path_parameters
from outrider.variables.url.written_query import written_query
from outrider.widgets.request.name_value_sheet import rows_of_group, sheet_row

PATH = "path"
QUERY = "query"
IN_URL = "query in the URL"


class ParamsEditor(Sheet):
    """Values of the ``:name`` segments of the URL, the query in it, and the query's rows.

    What is written in the URL stays there until it is taken for rows.
    """

    hint = "No parameters. Press <rows.add>, or type :name in the URL."
    blank = SheetRow(("", ""), group=QUERY)

    class QueryTaken(ValueMessage):
        """The query of the URL is to be rows: ``rows``, in place of all."""

        rows: tuple[NameValueRow, ...]

    def __init__(self) -> None:
        super().__init__(id="params")
        self.lines.describable = True
        self._path: Mapping[str, str] = {}

    def show(self, request: Request) -> None:
        """Shows a request's parameters."""
        self._path = request.path_params
        query = (sheet_row(row, QUERY) for row in request.query_params)
        self.show_rows(self._placed(request.url, query))

    def show_url(self, request: Request) -> None:
        """Offers the path parameters of another URL; what was filled in stays."""
        wanted = self._placed(request.url, ())
        now = [_told(row) for row in self.rows if row.group != QUERY]
        if [_told(row) for row in wanted] != now and not self.editing:
            query = [row for row in self.rows if row.group == QUERY]
            self.show_rows(self._placed(request.url, query))

    def apply(self, request: Request) -> Request:
        """The request with the parameters as they are now."""
        filled = {
            row.cells[0].removeprefix(":"): row.cells[1] for row in self.rows if row.group == PATH
        }
        path = dict(request.path_params)
        for name, value in filled.items():
            # A parameter that nobody gave a value is in no file.
            if value or name in path:
                path[name] = value
        query = rows_of_group(self.rows, QUERY)
        if path == request.path_params and query == request.query_params:
            return request
        self._path = path
        return structs.replace(request, path_params=path, query_params=query)

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says which path parameters have no value."""
        return [
            structs.replace(row, problem="" if row.cells[1] else "empty")
            if row.group == PATH
            else row
            for row in rows
        ]

    def locked_row_pressed(self, index: int, action: str) -> None:
        """Takes the query of the URL for rows, which can be switched off and described."""
        if action in {"edit", "switch"}:
            taken = tuple(
                NameValueRow(row.cells[0].removeprefix("?"), row.cells[1])
                for row in self.rows
                if row.group == IN_URL
            )
            self.post_message(self.QueryTaken((*taken, *rows_of_group(self.rows, QUERY))))

    def _placed(self, url: str, query: Iterable[SheetRow]) -> list[SheetRow]:
        """All rows; what is written in the URL comes last: nothing is typed into it here."""
        note = name_keys(self.lines, "in the URL: <rows.edit> makes rows of it")
        written = (
            SheetRow((f"?{row.name}", row.value), None, IN_URL, note, locked=True)
            for row in written_query(url)
        )
        return [*self._path_rows(url), *query, *written]

    def _path_rows(self, url: str) -> list[SheetRow]:
        return [
            SheetRow((f":{name}", self._path.get(name, "")), None, group=PATH, fixed_cells=1)
            for name in path_parameters(url, self._path)
        ]


def _told(row: SheetRow) -> tuple[str, str]:
    """What a row of the URL shows that comes from the URL: a path parameter's value does not."""
    return row.cells[0], row.cells[1] if row.group == IN_URL else ""
