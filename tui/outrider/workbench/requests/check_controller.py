"""Writes captures and expectations of what is seen of a response into its request."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, structs

from outrider.credential_shapes import has_credential_shape, is_credential, is_credential_field
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.expectations.json_values import as_variable
from outrider.model.expectation import NAMED, Capture, Check, CheckKind, Expectation, Subject
from outrider.model.secret import MASK, Secret
from outrider.model.shown_check import ShownCheck
from outrider.model.workspace import Request
from outrider.storage.reading.expectation_problems import check_problem
from outrider.variables.reference_grammar import has_reference, is_name
from outrider.widgets.request.checks_editor import row_of_check
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.request_tabs import CHECKS
from outrider.widgets.response.check_actions import ResponsePlace
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController

SHORT = 40
"""Characters of a value that a notice or an answer shows."""

LONGEST_EQUAL = 2_000
"""Characters of JSON that are offered as what a value has to be equal to."""

_JSON_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]+")


class CheckController(Struct):
    """Makes checks of what the cursor of the response is on, and goes to those that there are.

    Args:
        requests: what is open.
        show_context: shows anew what surrounds the request: a variable has a value now.
    """

    _context: WorkbenchContext
    _requests: RequestController
    _show_context: Callable[[], None]

    def on_requested(self, message: ResponsePanel.ResponseRequested) -> None:
        """Does what the response panel asks for."""
        if isinstance(message, ResponsePanel.CheckPlaceRequested):
            self._go_to(message.check)
        elif isinstance(message, ResponsePanel.CheckRequested):
            self._context.run_task(self._make(message))

    def _go_to(self, check: ShownCheck) -> None:
        request = self._context.request
        if request is None:
            return
        tables: Sequence[object] = request.captures if check.is_capture else request.expectations
        if check.index >= len(tables):
            self._context.notify("This check is no longer in the request.", warning=True)
            return
        row = row_of_check(request, check.index, check.check, is_capture=check.is_capture)
        editor = self._context.screen.query_one(RequestEditor)
        editor.open_tab(CHECKS)
        # The pane is there after the next frame.
        self._context.screen.call_after_refresh(editor.go_to_row, row)

    async def _make(self, message: ResponsePanel.CheckRequested) -> None:
        shown = self._context.request_id
        place = await asyncio.to_thread(message.find)
        if self._context.request_id != shown:
            # Another request was opened while a large body was searched.
            return
        if place.problem:
            self._context.notify(place.problem, warning=True)
        elif message.wish == "capture":
            await self._capture(place, message.outcome)
        else:
            await self._expect(place)

    # Captures.

    async def _capture(self, place: ResponsePlace, outcome: SendOutcome) -> None:
        argument = _literal(place.argument)

        def problem(name: str) -> str:
            secrets = self._context.workspace.environment
            if secrets is not None and name.strip() in secrets.secrets:
                return f'"{name.strip()}" is the name of a secret.'
            return check_problem(Capture(name.strip(), place.subject, argument))

        note = f"The variable for {place_words(place)}."
        given = await self._context.prompt_text(
            "Capture value as", suggested_name(place.name), problem, note=note
        )
        request, name = self._context.request, given.strip()
        if not name or request is None:
            return
        secret = _is_credential(place, name)
        capture = Capture(name, place.subject, argument, secret=secret)
        known = [one.name for one in request.captures]
        captures = list(request.captures)
        if name in known:
            captures[known.index(name)] = capture
        else:
            captures.append(capture)
        self._take(structs.replace(request, captures=tuple(captures)))
        self._keep(place.value, captures.index(capture), capture, outcome)

    def _keep(self, value: Any, index: int, capture: Capture, outcome: SendOutcome) -> None:
        """Gives the variable the value that is seen, for this session, and says so."""
        context, name = self._context, capture.name
        if value is None:
            context.notify(f"Capture {name} added; here it is null.")
            return
        captured = CapturedValue(
            name, value, capture.secret, outcome.request_id, outcome.environment_id, index
        )
        if isinstance(captured.text, Secret):
            context.engine.redactor.register([captured.text])
        context.workspace.session_values.capture([captured])
        self._show_context()
        shown = MASK if capture.secret else self._short(value)
        context.notify(f"Captured {name} = {shown}")

    # Expectations.

    async def _expect(self, place: ResponsePlace) -> None:
        offered = self._offered(place)
        words = place_words(place)
        shown = MASK if _is_credential(place, place.name) else self._short(place.value)
        answer = await self._context.confirm(
            f"What is expected of {words}?\n\nHere it is {shown}",
            [(key, label, str(at)) for at, (key, label, _) in enumerate(offered)],
        )
        request = self._context.request
        if not answer or request is None:
            return
        expectation = offered[int(answer)][2]
        self._take(structs.replace(request, expectations=added(request.expectations, expectation)))
        self._context.notify(f"Expectation added for {words}.")

    def _offered(self, place: ResponsePlace) -> list[tuple[str, str, Expectation]]:
        """Key, label and expectation of each that the value suggests."""
        subject, value = place.subject, place.value
        if subject is Subject.STATUS:
            group = f"{value // 100}xx"
            return [
                ("e", f"is {value}", Expectation(subject, value)),
                ("g", f"is {group}", Expectation(subject, group)),
            ]
        named: Any = _literal(place.argument) if subject in NAMED else True

        def of(kind: CheckKind, expected: Any) -> Expectation:
            return Expectation(subject, named, (Check(kind, expected),))

        found: list[tuple[str, str, Expectation]] = []
        writable = _can_be_written(value) and not _is_credential(place, place.name)
        if subject is Subject.BODY and writable:
            line = _literal(value.strip())
            return [("c", f"contains {self._short(value.strip())}", of(CheckKind.CONTAINS, line))]
        if writable:
            equal = of(CheckKind.EQUALS, _literal_json(value))
            found.append(("e", f"equals {self._short(value)}", equal))
        found.append(("x", "exists", of(CheckKind.EXISTS, True)))
        if subject is Subject.JQ:
            kind = _JSON_TYPES[type(value)]
            found.append(("t", f"type is {kind}", of(CheckKind.TYPE, kind)))
        return found

    def _short(self, value: Any) -> str:
        line = self._context.engine.redactor.mask_body(json.dumps(value, ensure_ascii=False))
        return line if len(line) <= SHORT else f"{line[:SHORT]}…"

    def _take(self, request: Request) -> None:
        """Takes an edit of the request; the response stays where it is read."""
        self._requests.edited(request)
        self._context.screen.query_one(RequestEditor).show(request)


def place_words(place: ResponsePlace) -> str:
    """``jq .total``, ``header Location``, ``the status``."""
    named = place.subject in NAMED
    return f"{place.subject} {place.argument}" if named else f"the {place.subject}"


def suggested_name(member: str) -> str:
    """A name for a variable, like that of what it is taken from."""
    name = _NOT_IN_NAMES.sub("_", member).strip("_")
    if not name:
        return "value"
    return name if is_name(name) else f"value_{name}"


def added(known: Sequence[Expectation], new: Expectation) -> tuple[Expectation, ...]:
    """The expectations with one more; one that says otherwise of the same gives way."""
    for at, one in enumerate(known):
        if one.subject is not new.subject:
            continue
        if one.statuses:
            return (*known[:at], structs.replace(one, argument=new.argument), *known[at + 1 :])
        same = [check.kind for check in one.checks] == [check.kind for check in new.checks]
        if one.argument == new.argument and same and new.subject is not Subject.BODY:
            return (*known[:at], structs.replace(one, checks=new.checks), *known[at + 1 :])
    return (*known, new)


def _is_credential(place: ResponsePlace, name: str) -> bool:
    text = as_variable(place.value)[:LONGEST_EQUAL]
    by_field = place.subject is Subject.HEADER and is_credential_field(place.argument, text)
    return (
        by_field
        or place.subject is Subject.COOKIE
        or has_credential_shape(text)
        or any(is_credential(one, text) for one in (name, place.name))
    )


def _can_be_written(value: Any) -> bool:
    """Whether TOML can hold a value, and people can read it."""
    text = json.dumps(value, ensure_ascii=False)
    return len(text) <= LONGEST_EQUAL and not _has_null(value)


def _has_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_null, value.values()))
    return value is None or (isinstance(value, list) and any(map(_has_null, value)))


def _literal(text: str) -> str:
    r"""A text in which nothing is a reference: ``\{{`` stands for two braces."""
    return text.replace("{{", "\\{{") if has_reference(text) else text


def _literal_json(value: Any) -> Any:
    if isinstance(value, str):
        return _literal(value)
    if isinstance(value, dict):
        return {key: _literal_json(one) for key, one in value.items()}
    return [_literal_json(one) for one in value] if isinstance(value, list) else value
