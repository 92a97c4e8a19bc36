"""How a request authenticates: what it inherits, or what it has of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import structs
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from outrider.errors import SourceLocation
from outrider.model.workspace import AuthTable, Request
from outrider.toolkit.fields.dropdown import Dropdown
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.name_lookup import NameLookup
from outrider.visible_text import visible_line
from outrider.widgets.auth.auth_form_rows import auth_form_rows, auth_table_of, may_add
from outrider.widgets.auth.token_table_rows import blank_token_row
from outrider.widgets.request.auth_sources import CUSTOM, INHERIT, NONE, USE, auth_source
from outrider.widgets.request.request_tabs import TabChanged
from outrider.widgets.view_models import AuthContext


class AuthSheet(Sheet):
    """The settings, to be read or to be filled in."""

    blank = blank_token_row("")
    movable = False
    hint = "Requests are sent without credentials."
    placeholders = ("name", "a value or {{reference}}")

    async def add(self) -> None:
        """Adds to the table in which the cursor stands, else a parameter of the token request."""
        if self.lines.addable:
            await super().add()

    def blank_row(self) -> SheetRow:
        """A row of the table in which the cursor stands."""
        row = self.lines.row
        return blank_token_row(row.group if row is not None else "")

    def begins_with_add(self, row: SheetRow | None) -> bool:
        """Enter on the heading of a table adds to it."""
        return row is None or row.heading


class AuthEditor(Vertical):
    """A choice, who made it, and what comes of it; secrets are masked until ``v`` is pressed."""

    DEFAULT_CSS = """
    AuthEditor {
        height: 1fr;
        & > Horizontal { height: 1; padding: 0 0 0 1; }
        & #auth-source {
            width: 1fr;
            height: 1;
            padding: 0 1;
            color: $text-muted;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="auth")
        self._view = AuthContext()
        self._auth: AuthTable | None = None
        self._written: Mapping[str, Any] = {}
        self._custom: Mapping[str, Any] | None = None
        self._request_id: str | None = None
        self._file = ""
        self._chooser = Dropdown("Auth ")
        self._source = Static(markup=False, id="auth-source")
        self._rows = AuthSheet()

    def compose(self) -> ComposeResult:
        """The choice and the settings."""
        with Horizontal():
            yield self._chooser
            yield self._source
        yield self._rows

    def show(self, request: Request, view: AuthContext) -> None:
        """Shows a request's auth, and what it comes to."""
        same = request.id == self._request_id and _table(request.auth) == _table(self._auth)
        if same and view == self._view:
            return
        if not same:
            self._written = _table(request.auth) or {}
            self._custom = None
        self._request_id, self._file = request.id, request.file
        self._auth, self._view = request.auth, view
        self._draw()

    def show_view(self, view: AuthContext) -> None:
        """Shows what the auth comes to now; what is being filled in stays."""
        if view != self._view:
            self._view = view
            if not self._rows.editing:
                self._draw()

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        self._rows.set_names(names)

    def apply(self, request: Request) -> Request:
        """The request with the auth as it is now."""
        table = self._typed()
        if table == _table(request.auth):
            return request
        return structs.replace(request, auth=self._placed(table))

    def _typed(self) -> dict[str, Any] | None:
        """The table as it is to be written."""
        before = _table(self._auth)
        if before is None or auth_source(self._auth) != CUSTOM:
            return before
        return auth_table_of(self._rows.rows, before, self._written, self._view, structure=True)

    def _placed(self, table: Mapping[str, Any] | None) -> AuthTable | None:
        if table is None:
            return None
        places = {key: SourceLocation(self._file, ("auth", key)) for key in table}
        return AuthTable(
            MappingProxyType(dict(table)),
            MappingProxyType(places),
            SourceLocation(self._file, ("auth",)),
        )

    # --- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        choice = auth_source(self._auth)
        uses = [f"{USE}{name}" for name in self._view.names]
        self._chooser.show([INHERIT, NONE, *uses, CUSTOM], choice)
        source = self._view.source or ("not set" if choice == INHERIT else "")
        self._source.update(Content(visible_line(source)))
        current = self._rows.lines.current
        own = _table(self._auth)
        can_add = choice == CUSTOM and own is not None and may_add(own, self._view)
        self._rows.lines.addable = can_add
        self._rows.show_rows(self._lines(choice))
        self._rows.lines.select(current)

    def _lines(self, choice: str) -> Sequence[SheetRow]:
        problems = [
            SheetRow(("problem", ""), None, locked=True, problem=problem)
            for problem in self._view.problems
        ]
        if choice == CUSTOM and self._auth is not None:
            return [*auth_form_rows(self._auth.table, self._view, structure=True), *problems]
        rows = [("type", self._view.type), *self._view.settings] if self._view.type else []
        return [*problems, *(SheetRow(pair, None, locked=True) for pair in rows)]

    # --- changes ------------------------------------------------------------------------------

    @on(Dropdown.Changed)
    def _chosen(self, message: Dropdown.Changed) -> None:
        message.stop()
        if auth_source(self._auth) == CUSTOM:
            self._custom = self._typed()
        choice = message.value
        table: Mapping[str, Any] | None
        if choice == INHERIT:
            table = None
        elif choice == NONE:
            table = {"type": "none"}
        elif choice == CUSTOM:
            table = self._custom or self._first_custom()
        else:
            table = {"use": choice.removeprefix(USE)}
        self._auth = self._placed(table)
        self._draw()
        self.post_message(TabChanged())

    def _first_custom(self) -> Mapping[str, Any]:
        """What a definition of one's own starts with."""
        if self._written and "use" not in self._written and dict(self._written) != {"type": NONE}:
            return self._written
        if self._view.names:
            return {"extends": self._view.names[0]}
        return {"type": next((one.type for one in self._view.forms), "bearer")}

    @on(Sheet.Changed)
    def _filled(self, message: Sheet.Changed) -> None:
        message.stop()
        if auth_source(self._auth) != CUSTOM:
            return
        self._auth = self._placed(self._typed())
        self.post_message(TabChanged())
        if not self._rows.editing:
            self._draw()


def _table(auth: AuthTable | None) -> dict[str, Any] | None:
    return dict(auth.table) if auth is not None else None
