"""What a URL is completed with: path parameters and query rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from outrider.model.workspace import Request
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.url.path_segments import path_parameters
from outrider.widgets.request.name_value_sheet import rows_of_group, sheet_row

PATH = "path"
QUERY = "query"


class ParamsEditor(Sheet):
    """Values of the ``:name`` segments of the URL, and below them the query's rows."""

    hint = "No parameters. Press <rows.add>, or type :name in the URL."
    blank = SheetRow(("", ""), group=QUERY)

    def __init__(self) -> None:
        super().__init__(id="params")
        self.lines.describable = True
        self._path: Mapping[str, str] = {}

    def show(self, request: Request) -> None:
        """Shows a request's parameters."""
        self._path = request.path_params
        query = (sheet_row(row, QUERY) for row in request.query_params)
        self.show_rows([*self._path_rows(request.url), *query])

    def show_url(self, request: Request) -> None:
        """Offers the path parameters of another URL; what was filled in stays."""
        wanted = self._path_rows(request.url)
        now = [row.cells[0] for row in self.rows if row.group == PATH]
        if [row.cells[0] for row in wanted] != now and not self.editing:
            self.show_rows([*wanted, *(row for row in self.rows if row.group == QUERY)])

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

    def _path_rows(self, url: str) -> list[SheetRow]:
        return [
            SheetRow((f":{name}", self._path.get(name, "")), None, group=PATH, fixed_cells=1)
            for name in path_parameters(url, self._path)
        ]
