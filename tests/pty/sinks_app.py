"""Puts hostile text into every kind of widget, one screen after the other.

f9 goes to the next screen; it is written, as the layout has it, as a line of JSON to the file that
SINKS_TOLD names, and once more at f8. SINKS_FAMILIES names the kinds of text, separated by commas.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from tests.unit.widgets.widget_app import COLORS
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from outrider.auth.schemes import SCHEMES
from outrider.comparison.exchange_comparison import compare_exchanges
from outrider.comparison.page_lines import page_lines
from outrider.dialogs.comparison_dialog import ComparedLabel, ComparisonDialog
from outrider.dialogs.dialog import Dialog
from outrider.dialogs.draft_question import DraftQuestion
from outrider.dialogs.environment_dialog import EnvironmentDialog
from outrider.dialogs.help_dialog import HelpDialog
from outrider.dialogs.history_dialog import HistoryDialog
from outrider.dialogs.picker import Picker
from outrider.dialogs.picker_item import PickerItem
from outrider.dialogs.question import Question
from outrider.dialogs.report_dialog import ReportDialog
from outrider.dialogs.text_prompt import TextPrompt
from outrider.dialogs.token_dialog import TokenDialog
from outrider.engine.side_by_side.side_reader import past_side
from outrider.errors import Severity, SourceLocation
from outrider.exporters.masking import MaskingPolicy
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import Exchange, Failure, FailureKind, Purpose, Timing
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.past_send import PastSend
from outrider.model.secret import Secret
from outrider.model.token import AccessToken, TokenIndicator
from outrider.model.workspace import FormBody, NameValueRow, Request, TextBody, Variable
from outrider.redaction import Redactor
from outrider.secret_providers import PROVIDERS
from outrider.terminal.app.terminal_app import TerminalApp, run_app
from outrider.toml_text.schema import Finding
from outrider.toolkit.lists.leader_menu import LeaderMenu, MenuEntry
from outrider.toolkit.tab_bar import Tab, TabBar
from outrider.visible_text import visible_text
from outrider.widgets.chrome.footer_bar import FooterBar, FooterKey
from outrider.widgets.chrome.status_bar import StatusBar
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.environment.environment_rows import EnvironmentFormContext
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.widgets.view_models import (
    AuthContext,
    EditorContext,
    EnvironmentRow,
    InheritedHeader,
    SendOutcome,
    TokenDetails,
    TreeRow,
)

FAMILIES = {
    "csi": "\x1b[2J\x1b[31mred\x1b[H\x1b[6n\x1bc\x1b[?1049l",
    "osc": "\x1b]0;owned\x07\x1b]8;;http://evil.test\x1b\\link\x1b]8;;\x1b\\\x1b]52;c;b3duZWQ=\x07"
    "\x1bP+q544e\x1b\\\x1b_Gapc\x1b\\\x1b^pm\x1b\\",
    "c1": "\x9b2J\x9d0;owned\x9c \x90+q\x9c \x85 \x84 \x8d",
    "control": "a\x00\x05\x07\x08\x08\x08\x0b\x0c\x0e\x0f\x7fz\rb\r\nc\td\u2028e\u2029f",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u200e\u061c",
    "hidden": "a\u200bb\u200dc\u2060d\u00ade\ufefff\U000e0041g\u3164h\u180ei",
    "markup": "[/x] [@click=app.bell]x[/] [link=http://e.test]y[/link] [INFO] [$v] [b [ \\",
    "odd": "\ud800x\udfff \ufffe \U0001ffff e" + "\u0301" * 60 + " \U0001f469\u200d\U0001f467 "
    "\u2708 \u4e2d\u6587 \uff57\t|",
}


def exchange(text: str, body: str, kind: str, *, purpose: Purpose = Purpose.API) -> Exchange:
    content = body.encode("utf-8", "surrogatepass")
    fields = (("Content-Type", kind), ("X-Header", text), (text, "name"), ("Location", text))
    request = RequestMessage(
        "POST", text, (FieldLine("X-Sent", text), FieldLine(text, "name")), TextContent(text)
    )
    response = ResponseMessage(200, text, "HTTP/1.1", fields, content=content, size=len(content))
    return Exchange(1, 1, purpose, text, text, request, response, None, Timing(9.0), 1_700_000_000)


class Panes(Screen[None]):
    """What surrounds the work."""

    CSS = """
    EnvironmentList { height: 5; } RequestTree { height: 6; } ConsolePanel { height: 1fr; }
    StatusBar { dock: top; } FooterBar { dock: bottom; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        text = self.text
        yield StatusBar()
        yield EnvironmentList()
        yield TabBar()
        yield RequestTree()
        yield ConsolePanel(
            lambda _entry, _reveals: [text, f"> {text}"], address=lambda _entry: text
        )
        yield Static(Content(visible_text(text)), markup=False)
        yield FooterBar()

    def on_mount(self) -> None:
        text = self.text
        row = EnvironmentRow("a", text, color=text, protected=True, active=True)
        broken = EnvironmentRow("b", text, problem=text)
        self.query_one(StatusBar).show(text, row, unsaved=3)
        self.query_one(EnvironmentList).show((row, broken))
        self.query_one(RequestTree).show(
            (
                TreeRow("f", text, True, 0),
                TreeRow("f/a", text, False, 1, method=text, unsaved=True),
                TreeRow("f/b", text, False, 1, problem=text),
            )
        )
        self.query_one(TabBar).show([Tab("a", text, 3, "•"), Tab("b", text)], "a")
        self.query_one(FooterBar).show([FooterKey("a", text, text)], [FooterKey("b", text, text)])
        console = self.query_one(ConsolePanel)
        console.add(ConsoleEntry(1_700_000_000.0, 1, text, EntryKind.NOTE, message=text))
        console.add(
            ConsoleEntry(
                1_700_000_000.0, 1, text, EntryKind.API, exchange=exchange(text, text, "text/plain")
            )
        )
        self.notify(visible_text(text)[:60], title="Told", markup=False, timeout=30)


class One(Screen[None]):
    """One widget, and what fills it."""

    CSS = "RequestEditor { height: 1fr; } ResponsePanel { height: 1fr; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def edited(text: str, tab: str) -> One:
    """The request editor with one of its tabs on top."""
    place = SourceLocation("requests/x.toml", ("variables", "a"))
    rows = (NameValueRow(text, text, description=text), NameValueRow("b", text, enabled=False))
    request = Request(
        id="x",
        name=text,
        file="requests/x.toml",
        method="POST",
        url=text,
        description=text,
        query_params=rows,
        headers=rows,
        variables={"a": Variable(text, place)},
        body=FormBody(rows) if tab == "form" else TextBody("text", f"{text}\n{text}"),
    )
    view = AuthContext(text, "oauth2", ((text, text),), (text,), (text,), SCHEMES)
    context = EditorContext(view, (InheritedHeader(NameValueRow(text, text), text),))
    editor = RequestEditor()
    one = One(editor)

    def show() -> None:
        editor.show(request, context)
        names = [found.name for found in editor.tabs._tabs]
        editor._switch(names[int(tab) if tab.isdigit() else 2])

    one.call_later(show)
    return one


def answered(text: str, kind: str, number: int) -> One:
    """The response panel with one of its tabs on top."""
    panel = ResponsePanel()
    one = One(panel)
    body = json.dumps({text: [text, 1]}) if kind.endswith("json") else f"{text}\n{text}"
    problem = (text, text) if kind == "problem" else ()
    made = exchange(text, body, "text/plain" if problem else kind)
    if problem:
        failure = Failure(FailureKind.REFUSED, text, text, text, text)
        made = Exchange(
            1, 1, Purpose.API, text, text, made.request, None, failure, Timing(9.0), 1_700_000_000
        )
    outcome = SendOutcome("x", text, made, problem=problem)

    def show() -> None:
        panel.show(outcome)
        panel.focus_text()
        if number:
            one.call_after_refresh(one.app.simulate_key, str(number))

    one.call_later(show)
    return one


def screens(text: str) -> Iterator[tuple[str, Screen[None] | ModalScreen[Any]]]:
    """Every kind of screen, with a text wherever one goes."""
    line = text.replace("\n", " ")
    yield "panes", Panes(text)
    for tab in "012345":
        yield f"editor {tab}", edited(text, tab)
    yield "editor form", edited(text, "form")
    yield "plain body", answered(text, "text/plain", 0)
    yield "JSON body", answered(text, "application/json", 0)
    for number in (2, 3, 5):
        yield f"response {number}", answered(text, "text/plain", number)
    yield "no response", answered(text, "problem", 0)
    dialogs: Mapping[str, Dialog[Any]] = {
        "question": Question(text, [("a", text, "a")], title=text, danger=True),
        "picker": Picker(text, [PickerItem("a", text, text, text), PickerItem("b", text)]),
        "prompt": TextPrompt(text, line, lambda _: text, note=text),
        "secret": TextPrompt(text, line, secret=True),
        "help": HelpDialog(text, [(text, text), ("", text)]),
        "report": ReportDialog(text, [text, f"  {text}"], [("a", text, "a")]),
        "draft": DraftQuestion(text, [("+", text), ("-", text), ("…", "")], lambda: 0.0),
        "token": TokenDialog(
            [
                TokenDetails(
                    text,
                    text,
                    TokenIndicator.FRESH,
                    text,
                    AccessToken(Secret(text), text, 0, 1e10, False, frozenset({text})),
                    frozenset({text}),
                    (text,),
                    text,
                    problems=(text,),
                )
            ]
        ),
    }
    yield from dialogs.items()
    made = exchange(text, text, "text/plain")
    past = PastSend(1.0, "x", "a", text, made, (text,))
    yield (
        "history",
        HistoryDialog(text, [past, PastSend(2.0, "x", "a", text, None, (text,))], now=3),
    )
    empty = PastSend(1.0, "x", "a", text, None, (text,))
    yield (
        "comparison",
        ComparisonDialog(
            (ComparedLabel(text), ComparedLabel(text, text)),
            page_lines(
                compare_exchanges(past_side(past), past_side(empty), MaskingPolicy(Redactor()))
            ),
        ),
    )
    yield "environment", environment_form(text)
    yield "choices", One(Asked(text))


class Asked(LeaderMenu):
    """Offers a text as soon as it is there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def on_mount(self) -> None:
        self.show(
            self.text, [MenuEntry(self.text[:1], self.text, self.text), MenuEntry("b", "b", "b")]
        )


def environment_form(text: str) -> EnvironmentDialog:
    """The form of an environment whose every value is the text."""
    table = {
        "name": text,
        "description": text,
        "color": text,
        "variables": {text: text, "b": text},
        "secrets": {"c": {"env": text}, text: {"command": [text, text]}},
        "auth": {"default": {"type": "bearer", "token": text}, text: {"type": text, "scope": text}},
    }
    view = EnvironmentFormContext(PROVIDERS, SCHEMES, lambda _: ("", {}), lambda _: text)
    remarks = [
        Finding(("name",), text, advice=text),
        Finding(("variables", "b"), text, severity=Severity.WARNING),
    ]
    return EnvironmentDialog(
        text, table, lambda _: view, lambda _: remarks, lambda _form, _what: None
    )


class Sinks(TerminalApp):
    """Goes from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "app.next", priority=True),
        Binding("f8", "app.tell", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.step = ("", "")
        self.steps = (
            (family, name, screen)
            for family in os.environ["SINKS_FAMILIES"].split(",")
            for name, screen in screens(f"<{family}> {FAMILIES[family]} END")
        )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        from outrider.terminal.app.textual_themes import theme_variable_defaults

        return COLORS | theme_variable_defaults(dark=True)

    def compose(self) -> ComposeResult:
        yield Static("f9 begins", markup=False)

    def action_next(self) -> None:
        if len(self.screen_stack) > 1:
            self.clear_notifications()
            self.pop_screen()
        family, name, screen = next(self.steps, ("", "", None))
        if screen is None:
            self.exit(return_code=0)
            return
        self.step = family, name
        self.push_screen(screen)
        self.set_timer(0.1, self.action_tell)

    def action_tell(self) -> None:
        """Writes down what the layout has drawn."""
        family, name = self.step
        strips = self.screen._compositor.render_strips()
        alive = [
            segment.style.meta
            for strip in strips
            for segment in strip
            if segment.style and ("@click" in segment.style.meta or segment.style.link)
        ]
        told = {
            "family": family,
            "name": name,
            "lines": [strip.text for strip in strips],
            "widths": [strip.cell_length for strip in strips],
            "alive": len(alive),
        }
        with Path(os.environ["SINKS_TOLD"]).open("a") as file:
            file.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    sys.exit(run_app(Sinks()))
