"""How a request is sent, and what it is called: the settings that are neither a list nor a text."""

from __future__ import annotations

from collections.abc import Sequence
from operator import ne

from msgspec import structs

from outrider.model.connection import HttpVersion
from outrider.model.units import MAX_TIMEOUT_SECONDS, parse_size, size_literal, size_text
from outrider.model.workspace import DEFAULT_MAX_BODY, DEFAULT_TIMEOUT, Request, RequestOptions
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.name_lookup import NameLookup

_NO, _YES = "no", "yes"
_DESCRIPTION = "description"
_INHERITED = "inherited"
_HTTP = (_INHERITED, *(version.value for version in HttpVersion))
_HTTP_NOTES = {
    _INHERITED: "from folder or environment, else 1.1",
    HttpVersion.AUTO: "HTTP/2 if the server supports it",
}


class OptionsEditor(Sheet):
    """A few rows; a value that cannot be is told at once, and the one before it counts."""

    blank = None
    movable = False
    keeps_lines = False
    placeholders = ("", f"{DEFAULT_TIMEOUT:g}")

    def __init__(self) -> None:
        super().__init__(id="options")
        self._good = RequestOptions()
        self._label = ""

    def show(self, request: Request) -> None:
        """Shows a request's options."""
        options = self._good = request.options
        self._label = request.name
        timeout = "" if options.timeout == DEFAULT_TIMEOUT else str(options.timeout)
        timeout = timeout.removesuffix(".0")
        size = "" if options.max_body is None else size_literal(options.max_body)
        follow = _YES if options.follow_redirects else _NO
        http = options.http.value if options.http else _INHERITED
        self.show_rows(
            [
                SheetRow(("timeout", timeout), None, fixed_cells=1),
                SheetRow(("follow redirects", follow), None, fixed_cells=1, choices=(_NO, _YES)),
                SheetRow(("max body", size), None, fixed_cells=1),
                SheetRow(("http", http), None, fixed_cells=1, choices=_HTTP),
                SheetRow(("name", request.name), None, fixed_cells=1),
                SheetRow((_DESCRIPTION, request.description), None, fixed_cells=1),
            ]
        )

    def set_names(self, names: NameLookup | None) -> None:
        """References count in no option."""

    def apply(self, request: Request) -> Request:
        """The request with the options as they are now."""
        timeout, follow, size, http, name, description = (row.cells[1] for row in self.rows)
        if name != request.name and name.strip():
            request = structs.replace(request, name=name.strip())
        if description != request.description:
            request = structs.replace(request, description=description)
        options = structs.replace(
            self._good,
            follow_redirects=follow == _YES,
            http=None if http == _INHERITED else HttpVersion(http),
        )
        if not timeout_problem(timeout):
            seconds = float(timeout) if timeout.strip() else DEFAULT_TIMEOUT
            options = structs.replace(options, timeout=seconds)
        if not size_problem(size):
            options = structs.replace(options, max_body=parse_size(size) if size.strip() else None)
        if not self.editing:
            self._good = options
        return request if options == request.options else structs.replace(request, options=options)

    def allows_line_break(self, row: SheetRow, column: int) -> bool:
        """A description may have paragraphs."""
        return row.cells[0] == _DESCRIPTION

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says what is wrong with a value, else what it means."""
        timeout, follow, size, http, name, description = rows
        return [
            structs.replace(
                timeout,
                problem=timeout_problem(timeout.cells[1]),
                note="seconds" if timeout.cells[1] else f"{DEFAULT_TIMEOUT:g} seconds, the default",
            ),
            follow,
            structs.replace(
                size,
                problem=size_problem(size.cells[1]),
                note="" if size.cells[1] else f"{size_text(DEFAULT_MAX_BODY)}, the default",
            ),
            structs.replace(http, note=_HTTP_NOTES.get(http.cells[1], "")),
            structs.replace(
                name, problem="" if name.cells[1].strip() or not self._label else "name required"
            ),
            description,
        ]


def timeout_problem(text: str) -> str:
    """Why this is no timeout; empty where it is one, or is left out."""
    if not text.strip():
        return ""
    try:
        seconds = float(text if text.isascii() else "")
    except ValueError:
        return "must be a number of seconds, such as 30"
    if not 0 < seconds <= MAX_TIMEOUT_SECONDS:
        return f"must be above 0 and at most {MAX_TIMEOUT_SECONDS:g} seconds"
    return ""


def size_problem(text: str) -> str:
    """Why this is no size; empty where it is one, or is left out."""
    if text.strip() and parse_size(text) is None:
        return "must be a size, such as 50MB or 1048576"
    return ""


def options_changed(options: RequestOptions) -> int:
    """How many options are not the defaults."""
    return sum(map(ne, structs.astuple(options), structs.astuple(RequestOptions())))
