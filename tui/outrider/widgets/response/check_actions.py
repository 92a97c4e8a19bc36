"""Makes captures and expectations of what the cursor is on, and leads from a check to its row."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar, Literal, TypeAlias

from outrider.body_views.folding import FoldedText
from outrider.model.expectation import Subject
from outrider.model.message import ResponseMessage
from outrider.model.safe_repr import SafeRepr
from outrider.model.shown_check import ShownCheck
from outrider.toolkit.key_bindings import hidden_key, key, with_ids
from outrider.toolkit.viewer.folding_viewer import text_at_cursor
from outrider.widgets.response.check_lines import CHECKS_TAB, check_rows
from outrider.widgets.response.response_actions import ResponseActions
from outrider.widgets.view_models import SendOutcome

CheckWish: TypeAlias = Literal["capture", "expect"]

_STATUS_ROW = 0
"""Row of the headers that has the status line."""


class ResponsePlace(SafeRepr, frozen=True):
    """A part of a response that a capture or an expectation can name.

    Attributes:
        argument: the jq program, or the name of the header or cookie; empty for others.
        name: what it is called: the last member of a path, or the header.
        value: a JSON value.
        problem: why there is none, as a sentence.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"value"})

    subject: Subject
    argument: str = ""
    name: str = ""
    value: Any = None
    problem: str = ""


class CheckActions(ResponseActions):
    """The keys for captures and expectations."""

    BINDINGS = with_ids(
        "response",
        key("c", "make_check('capture')", "Capture", "Add a capture of the cursor's value"),
        hidden_key("x", "make_check('expect')", "Expect", "Add an expectation of that value"),
    )

    class CheckRequested(ResponseActions.ResponseRequested, namespace="response_panel"):
        """A capture or an expectation of what is at the cursor is wanted.

        Attributes:
            outcome: in which the cursor is.
            wish: which of them.
            find: gives the place; may take long.
        """

        outcome: SendOutcome
        wish: CheckWish
        find: Callable[[], ResponsePlace]

    class CheckPlaceRequested(ResponseActions.ResponseRequested, namespace="response_panel"):
        """The user wants to go to where a check is written.

        Attributes:
            outcome: in which it is told.
        """

        outcome: SendOutcome
        check: ShownCheck

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers no key where there is nothing to check, and none to go to."""
        if action == "go_to_check":
            return self.tab == CHECKS_TAB and self.pane.view.cursor is not None
        if action == "make_check":
            return self._can_be_checked
        return super().check_action(action, parameters)

    @property
    def _can_be_checked(self) -> bool:
        outcome = self.outcome
        response = outcome.exchange.response if outcome and outcome.exchange else None
        if response is None or self.pane.view.cursor is None:
            return False
        shown = self.pane.view.layout_shown.view
        return self.tab == "headers" or (
            self.tab == "body" and bool(response.content) and shown not in {"hex", "head"}
        )

    def action_go_to_check(self) -> None:
        """Asks for the row of the request that the check at the cursor comes from."""
        outcome, row = self.outcome, self.pane.view.cursor
        if outcome is not None and row is not None:
            rows = check_rows(outcome.checks)
            check = outcome.checks[rows[min(row, len(rows) - 1)][1]]
            self.post_message(self.CheckPlaceRequested(outcome, check))

    def action_make_check(self, wish: CheckWish) -> None:
        """Asks for a capture or an expectation of what is at the cursor."""
        outcome, row = self.outcome, self.pane.view.cursor
        response = outcome.exchange.response if outcome and outcome.exchange else None
        if outcome is None or response is None or row is None:
            return
        if self.tab == "headers":
            place = header_place(response, row)
            if place is not None:
                self.post_message(self.CheckRequested(outcome, wish, lambda: place))
        else:
            self.post_message(self.CheckRequested(outcome, wish, self._body_place(row)))

    def _body_place(self, row: int) -> Callable[[], ResponsePlace]:
        """What gives the place of a row of the body that is shown."""
        from outrider.body_views.json_path import json_at

        view = self.pane.view
        rows = view.layout_shown.rows
        program = self.pane.filter_line.program if self.pane.is_filtered else ""
        if not isinstance(rows, FoldedText):
            text = rows.text(row)
            return lambda: ResponsePlace(Subject.BODY, name="body", value=text)
        base, base_row, path_of = rows.base, rows.base_row(row), text_at_cursor(view, "path")

        def find() -> ResponsePlace:
            path = path_of()
            try:
                if program:
                    json.loads(base.data)
                value = json.loads(json_at(base, base_row))
            except ValueError:
                why = "The jq filter has several results: no path leads to one of them."
                return ResponsePlace(Subject.JQ, problem=why if program else "This is not JSON.")
            whole = program if path == "." else f"{program} | {path}"
            return ResponsePlace(Subject.JQ, whole if program else path, last_member(path), value)

        return find


def header_place(response: ResponseMessage, row: int) -> ResponsePlace | None:
    """What stands in a row of the headers; ``None`` for one that nothing can name."""
    if row == _STATUS_ROW:
        return ResponsePlace(Subject.STATUS, name="status", value=response.status)
    fields = response.headers[row - 1 : row]
    if not fields:
        return None
    name, value = fields[0]
    if name.lower() != "set-cookie":
        return ResponsePlace(Subject.HEADER, name, name, value)
    # A cookie is looked for by its name, whatever its attributes are (RFC 6265 §4.1).
    cookie, _, rest = value.partition("=")
    return ResponsePlace(Subject.COOKIE, cookie.strip(), cookie.strip(), rest.partition(";")[0])


def last_member(path: str) -> str:
    """The name of the last member of a jq path; empty where it has none."""
    text = path
    while text.endswith("]"):
        text = text[: text.rfind("[")]
    if text.endswith('"'):
        quote = text.rfind('."')
        try:
            return str(json.loads(text[quote + 1 :])) if quote >= 0 else ""
        except ValueError:
            return ""
    return text.rpartition(".")[2]
