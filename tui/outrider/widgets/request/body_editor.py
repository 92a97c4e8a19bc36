"""The body of a request, by its type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import structs
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Request,
    TextBody,
)
from outrider.toolkit.fields.completing_input import Completer
from outrider.toolkit.fields.completion import name_note
from outrider.toolkit.fields.dropdown import Dropdown
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.name_lookup import NameLookup
from outrider.visible_text import visible_text
from outrider.widgets.request.body_text_area import BodyTextArea, json_problem
from outrider.widgets.request.body_types import TEXTS, TYPES, body_type, empty_body, same_rows
from outrider.widgets.request.graphql_editor import GraphQLEditor
from outrider.widgets.request.header_suggestions import complete_media_types
from outrider.widgets.request.multipart_editor import MultipartEditor
from outrider.widgets.request.name_value_sheet import NameValueSheet
from outrider.widgets.request.path_suggestions import PathLister, complete_paths
from outrider.widgets.request.request_tabs import TabChanged
from outrider.widgets.view_models import no_files, no_problem

PAUSE = 0.4
"""Seconds without a key after which a long text is read through."""

_CONTENT_TYPE = "content type"
_NO_BODY = "No body is sent."


class FileBodySheet(Sheet):
    """The path of the file that is sent, and what it is sent as.

    Attributes:
        file_problem: why a file cannot be read, by its path as written.
    """

    file_problem: Callable[[str], str] = staticmethod(no_problem)
    blank = None
    movable = False
    keeps_lines = False
    placeholders = ("", "path, relative to the workspace")
    paths: PathLister = staticmethod(no_files)
    """Lists the files that begin with a text."""

    def show(self, body: FileBody | TextBody) -> None:
        """Shows the file of a body, unless it is shown already."""
        rows = [SheetRow(("file", body.file or ""), None, fixed_cells=1)]
        if isinstance(body, FileBody):
            rows.append(SheetRow((_CONTENT_TYPE, body.content_type or ""), None, fixed_cells=1))
        else:
            rows[0] = structs.replace(rows[0], note="clear it to type the body here")
        if [row.cells for row in rows] != [row.cells for row in self.rows]:
            self.show_rows(rows)

    def apply_to(self, body: FileBody | TextBody) -> FileBody | TextBody:
        """The body with the rows as they are now."""
        cells = {row.cells[0]: row.cells[1] for row in self.rows}
        if isinstance(body, FileBody):
            same = cells.get(_CONTENT_TYPE) == (body.content_type or "")
            media_type = body.content_type if same else cells.get(_CONTENT_TYPE) or None
            return FileBody(cells.get("file", ""), media_type)
        if not cells.get("file") and not self.editing:
            return TextBody(body.type, "")
        return TextBody(body.type, None, cells.get("file", ""))

    def completer_for(self, row: SheetRow, column: int) -> Completer | None:
        """Media types for the content type, and paths of files."""
        if row.cells[0] == _CONTENT_TYPE:
            return complete_media_types
        return partial(complete_paths, self.paths, sign="")

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says what a missing content type means, and why the file cannot be read."""
        return [
            structs.replace(row, note="" if row.cells[1] else "application/octet-stream")
            if row.cells[0] == _CONTENT_TYPE
            else structs.replace(row, problem=self.file_problem(row.cells[1]))
            for row in rows
        ]


class BodyEditor(Vertical):
    """A type, and below it what a body of this type is made of.

    What was typed for one type is kept while others are tried, until another request is shown.
    """

    DEFAULT_CSS = """
    BodyEditor {
        height: 1fr;
        & > Horizontal { height: 1; padding: 0 0 0 1; }
        & #body-state {
            width: 1fr;
            height: 1;
            padding: 0 1;
            color: $text-muted;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        & #body-state.-wrong { color: $error; }
        & #body-state.-right { color: $success; }
        & > #body-note { height: 1fr; color: $text-muted; padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="body")
        self._body: Body | None = None
        self._others: dict[str, Body | None] = {}
        self._request_id: str | None = None
        self._chooser = Dropdown("Type ")
        self._state = Static(markup=False, id="body-state")
        self._note = Static(_NO_BODY, markup=False, id="body-note")
        self._panes: dict[type[Widget], Widget] = {}
        self._names: NameLookup | None = None
        self._file_problem: Callable[[str], str] = no_problem
        self._paths: PathLister = no_files
        self._validity = ""
        self._judging: Timer | None = None
        self._composed = False

    def compose(self) -> ComposeResult:
        """The type; the rest is mounted when it is needed."""
        with Horizontal():
            yield self._chooser
            yield self._state
        yield self._note

    @property
    def body(self) -> Body | None:
        """The body as it is now."""
        body, pane = self._body, self._pane_of(self._body)
        if isinstance(body, FormBody) and isinstance(pane, NameValueSheet):
            return FormBody(pane.value)
        if isinstance(body, MultipartBody) and isinstance(pane, MultipartEditor):
            return MultipartBody(pane.value)
        if isinstance(body, FileBody | TextBody) and isinstance(pane, FileBodySheet):
            return pane.apply_to(body)
        if isinstance(body, TextBody) and isinstance(pane, BodyTextArea):
            # Left out and empty are not the same in a file.
            same = pane.body == (body.content or "")
            return body if same else TextBody(body.type, pane.body)
        if isinstance(body, GraphQLBody) and isinstance(pane, GraphQLEditor):
            return pane.body
        return body

    def show(self, request: Request) -> None:
        """Shows a request's body; the same body of the same request changes nothing."""
        same = request.id == self._request_id
        if same and request.body == self.body:
            return
        if not same:
            self._others = {}
        self._request_id, self._body = request.id, request.body
        if self._composed:
            self._draw()

    def on_mount(self) -> None:
        """Draws what was given before."""
        self._composed = True
        self._draw()

    def apply(self, request: Request) -> Request:
        """The request with the body as it is now."""
        body = self.body
        return request if body == request.body else structs.replace(request, body=body)

    # --- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Puts the pane of this type on top, mounted on its first use."""
        body = self._body
        kind = body_type(body)
        self._chooser.show(TYPES, kind)
        pane = self._pane_of(body, mount=True)
        for other in self._panes.values():
            other.display = other is pane
        self._note.display = pane is None
        match pane:
            case NameValueSheet() if isinstance(body, FormBody):
                pane.show(body.fields)
            case MultipartEditor() if isinstance(body, MultipartBody):
                pane.show(body.parts)
            case FileBodySheet() if isinstance(body, FileBody | TextBody):
                pane.show(body)
            case BodyTextArea() if isinstance(body, TextBody):
                pane.show(body.content or "", kind)
            case GraphQLEditor() if isinstance(body, GraphQLBody):
                pane.show(body)
        self._judge()

    def _pane_of(self, body: Body | None, *, mount: bool = False) -> Widget | None:
        wanted: type[Widget]
        match body:
            case FormBody():
                wanted = NameValueSheet
            case MultipartBody():
                wanted = MultipartEditor
            case FileBody():
                wanted = FileBodySheet
            case TextBody():
                wanted = BodyTextArea if body.file is None else FileBodySheet
            case GraphQLBody():
                wanted = GraphQLEditor
            case None:
                return None
        if mount and wanted not in self._panes:
            self._panes[wanted] = wanted()
            self._pass_names(self._panes[wanted])
            self._set_paths(self._paths)
            self.mount(self._panes[wanted])
        return self._panes.get(wanted)

    def _judge(self) -> None:
        """Says whether what is written can be what it shall be."""
        if self._judging is not None:
            self._judging.stop()
            self._judging = None
        body, pane = self._body, self._pane_of(self._body)
        said: list[str] = []
        if isinstance(pane, BodyTextArea) and isinstance(body, TextBody):
            said = _judged(pane, "json" if body.type == "json" else "")
        elif isinstance(pane, GraphQLEditor):
            said = [*_judged(pane.variables_text, "variables"), *_judged(pane.query_text, "")]
        self._validity = "  ".join(said)
        self._tell()

    def _tell(self) -> None:
        """Says what the cursor is in, else whether all is well."""
        text, pane = self._validity, self.screen.focused
        inside = isinstance(pane, BodyTextArea) and self in pane.ancestors
        known = pane.reference if isinstance(pane, BodyTextArea) and inside else None
        if known is not None:
            text = name_note(known) if known.problem else f"{known.name} = {name_note(known)}"
        self._state.set_class(text.startswith(("✗", "?")), "-wrong")
        self._state.set_class(text.startswith("✓"), "-right")
        content = Content(visible_text(text, keep_newlines=False))
        if content != self._state.content:
            self._state.update(content)

    def set_file_problem(self, file_problem: Callable[[str], str]) -> None:
        """Marks files that cannot be read from now on."""
        self._file_problem = file_problem
        for pane in self._panes.values():
            if isinstance(pane, FileBodySheet | MultipartEditor):
                pane.file_problem = file_problem
                pane.check_again()

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        self._names = names
        for pane in self._panes.values():
            self._pass_names(pane)
        if self._composed:
            self._judge()

    def show_with_paths(self, request: Request, paths: PathLister) -> None:
        """Shows a request's body, and completes paths of files by these from now on."""
        self._set_paths(paths)
        self.show(request)

    def _set_paths(self, paths: PathLister) -> None:
        self._paths = paths
        for pane in self._panes.values():
            if isinstance(pane, FileBodySheet | MultipartEditor):
                pane.paths = paths

    def _pass_names(self, pane: Widget) -> None:
        if isinstance(pane, Sheet | BodyTextArea | GraphQLEditor):
            pane.set_names(self._names)
        if isinstance(pane, FileBodySheet | MultipartEditor):
            pane.file_problem = self._file_problem

    # --- changes ------------------------------------------------------------------------------

    @on(Dropdown.Changed)
    def _type_chosen(self, message: Dropdown.Changed) -> None:
        message.stop()
        now, kind = self.body, message.value
        self._others[body_type(now)] = now
        wanted = self._others.get(kind, empty_body(kind))
        if isinstance(now, TextBody) and kind in TEXTS and kind not in self._others:
            # The same text, taken for something else.
            wanted = TextBody(kind, now.content, now.file)
        elif kind not in self._others:
            wanted = same_rows(now, kind) or wanted
        self._body = wanted
        self._draw()
        self.post_message(TabChanged())

    @on(TextArea.Changed)
    def _text_changed(self, message: TextArea.Changed) -> None:
        message.stop()
        if self._judging is not None:
            self._judging.stop()
        if isinstance(message.text_area, BodyTextArea) and message.text_area.is_long:
            # A key must not wait for a long text to be read through.
            self._judging = self.set_timer(PAUSE, self._judge)
        else:
            self._judge()
        self.post_message(TabChanged())

    @on(TextArea.SelectionChanged)
    def _cursor_moved(self, message: TextArea.SelectionChanged) -> None:
        message.stop()
        self._tell()

    @on(Sheet.Changed)
    def _rows_changed(self, message: Sheet.Changed) -> None:
        message.stop()
        body = self.body
        before = self._body
        if isinstance(before, TextBody) and isinstance(body, TextBody) and body.file is None:
            # The path was emptied: from now on the body is written here.
            self._body = body
            self._draw()
        self.post_message(TabChanged())


def _judged(pane: BodyTextArea, json_of: str) -> list[str]:
    """What is to be said of a text; ``json_of`` names what is JSON in it, ``json`` all of it."""
    text, said = pane.body, []
    if pane.read_only:
        said.append(f"{len(text):,} characters: too long to edit here")
    elif json_of and text.strip():
        problem = json_problem(text)
        where = "" if json_of == "json" else f"{json_of}: "
        said.append(f"✗ {where}{problem}" if problem else f"✓ {where}valid JSON")
    if lost := pane.unresolved:
        said.append(f"? not defined: {', '.join(lost)}")
    return said
