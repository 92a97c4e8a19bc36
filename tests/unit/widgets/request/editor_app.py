"""An application for the request editor, and a request for it."""

from __future__ import annotations

from tests.unit.widgets.widget_app import COLORS
from textual.app import App, ComposeResult
from textual.widget import Widget

from outrider.auth.schemes import SCHEMES
from outrider.errors import SourceLocation
from outrider.model.workspace import NameValueRow, Request, RequestOptions, TextBody, Variable
from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.sheet.sheet import Sheet
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.view_models import AuthContext, EditorContext, InheritedHeader

FILE = "requests/billing/create.toml"


def variable(name: str, value: str | float) -> Variable:
    return Variable(value, SourceLocation(FILE, ("variables", name)))


REQUEST = Request(
    id="billing/create",
    name="Create",
    file=FILE,
    method="POST",
    url="{{base_url}}/customers/:customer/orders?x=1",
    query_params=(
        NameValueRow("status", "open"),
        NameValueRow("debug", "1", enabled=False),
        NameValueRow("status", "closed"),
    ),
    headers=(
        NameValueRow("Accept", "application/json"),
        NameValueRow("X-Trace", "{{$guid}}", description="why"),
    ),
    path_params={"customer": "42"},
    variables={"note": variable("note", "hello"), "size": variable("size", 20)},
    options=RequestOptions(),
    body=TextBody("json", '{"note": "{{note}}", "size": {{size}}}'),
)
AUTH = AuthContext(
    source='inherited from folder "Billing" (requests/billing/folder.toml)',
    type="oauth2",
    settings=(("token_endpoint", "https://login.test/token"), ("client_secret", "••••••")),
    names=("default", "billing"),
    forms=SCHEMES,
)
CONTEXT = EditorContext(
    auth=AUTH,
    headers=(
        InheritedHeader(NameValueRow("X-Client", "outrider"), "Orders"),
        InheritedHeader(NameValueRow("accept", "*/*"), "Billing"),
    ),
)


class EditorApp(App[None]):
    """The editor alone, with as many lines as it has on a small screen."""

    CSS = "RequestEditor { height: 7; }"

    def __init__(self, request: Request = REQUEST, context: EditorContext = CONTEXT) -> None:
        super().__init__()
        self.animation_level = "none"
        self.given = request, context
        self.edited: list[Request] = []
        self.sent = 0
        self.copied: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        names = ["boolean", "null", "punctuation", "comment", "error", "tag", "attribute"]
        return theme_variable_defaults() | COLORS | {f"syntax-{name}": "#88aacc" for name in names}

    def compose(self) -> ComposeResult:
        yield RequestEditor()

    def on_mount(self) -> None:
        self.editor.show(*self.given)

    def on_request_editor_edited(self, message: RequestEditor.Edited) -> None:
        self.edited.append(message.request)

    def on_request_editor_send_requested(self) -> None:
        self.sent += 1

    def on_sheet_copy_requested(self, message: Sheet.CopyRequested) -> None:
        self.copied.append(message.text)

    @property
    def editor(self) -> RequestEditor:
        return self.query_one(RequestEditor)

    @property
    def last(self) -> Request:
        return self.edited[-1]

    def shown(self) -> str:
        """What the editor draws, all of it."""
        return "\n".join(line.rstrip() for line in self.lines())

    def lines(self) -> list[str]:
        size = self.size
        strips = self.screen._compositor.render_strips(size)
        return [strip.text for strip in strips]


def focused(app: App[None]) -> Widget:
    assert app.focused is not None
    return app.focused
