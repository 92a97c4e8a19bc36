"""A GraphQL body: the document, its variables, and the operation that is meant."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from outrider.model.workspace import GraphQLBody
from outrider.toolkit.fields.line_input import LineInput
from outrider.variables.name_lookup import NameLookup
from outrider.widgets.request.body_text_area import BodyTextArea
from outrider.widgets.request.request_tabs import TabChanged


class GraphQLEditor(Widget):
    """The query at the left; at the right its variables, as JSON, and the operation's name."""

    DEFAULT_CSS = """
    GraphQLEditor {
        layout: horizontal;
        height: 1fr;
        & > Vertical { width: 3fr; }
        & > #graphql-variables { width: 2fr; border-left: vkey $border; }
        & .graphql--title { height: 1; padding: 0 1; color: $text-muted; }
        & LineInput { background: $surface; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.query_text = BodyTextArea()
        self.variables_text = BodyTextArea()
        self._operation = LineInput(placeholder="operation name")
        self._body = GraphQLBody("")

    def compose(self) -> ComposeResult:
        """Both texts, each below its title."""
        with Vertical():
            yield Static(Content("Query"), markup=False, classes="graphql--title")
            yield self.query_text
        with Vertical(id="graphql-variables"):
            yield Static(Content("Variables (JSON)"), markup=False, classes="graphql--title")
            yield self.variables_text
            yield self._operation

    @property
    def body(self) -> GraphQLBody:
        """The body as it is now; what was left out stays so while it is empty."""
        return GraphQLBody(
            self.query_text.body,
            _kept(self._body.variables, self.variables_text.body),
            _kept(self._body.operation_name, self._operation.value),
        )

    def show(self, body: GraphQLBody) -> None:
        """Shows a body."""
        self._body = body
        self.query_text.show(body.query, "graphql")
        self.variables_text.show(body.variables or "", "json")
        with self.prevent(Input.Changed):
            if self._operation.value != (body.operation_name or ""):
                self._operation.value = body.operation_name or ""

    def set_names(self, names: NameLookup | None) -> None:
        """Marks and completes references by these names from now on."""
        self.query_text.set_names(names)
        self.variables_text.set_names(names)

    def on_input_changed(self, message: Input.Changed) -> None:
        """The operation's name."""
        message.stop()
        self.post_message(TabChanged())


def _kept(before: str | None, now: str) -> str | None:
    """Left out and empty are not the same in a file."""
    return before if now == (before or "") else now or None
