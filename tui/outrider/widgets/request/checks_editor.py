"""What a request captures from its response, and what it expects of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct, structs

from outrider.model.expectation import (
    JSON_TYPES,
    WITHOUT_CHECK,
    Capture,
    CheckKind,
    Expectation,
    Subject,
)
from outrider.model.workspace import Request
from outrider.toolkit.fields.completing_input import Completer
from outrider.toolkit.fields.completion import Completions, Suggestion
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_painting import UsedSigns
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.name_lookup import NameLookup
from outrider.widgets.request.check_cells import (
    CAPTURE,
    IS,
    Cells,
    capture_cells,
    check_cells,
    read_cells,
    single_checks,
)
from outrider.widgets.view_models import CheckProblem, no_check_problem

_SUBJECTS = (
    Suggestion("status", note="a number, 2xx, or several"),
    Suggestion("jq .", note="a part of a JSON body"),
    Suggestion("header ", note="a header of the response"),
    Suggestion("cookie ", note="a cookie that it sets"),
    Suggestion("body", note="the body as text"),
    Suggestion("time", note="milliseconds"),
    Suggestion("schema", note="a JSON Schema file"),
    Suggestion("snapshot", note="a file with the expected body"),
)
_NOTES = {
    CheckKind.MATCHES: "a regular expression, searched",
    CheckKind.EXISTS: "true or false",
    CheckKind.ONE_OF: "a list of values",
    CheckKind.TYPE: "a JSON type",
}
_NAME = "NAME, then secret, or regex PATTERN"

_Item: TypeAlias = Capture | Expectation


class _Origin(Struct, frozen=True):
    """What a row was made of.

    Attributes:
        item: the table of the file.
        row: the part of it that the row is: of several checks one.
        cells: as they were then.
    """

    item: _Item
    row: _Item
    cells: Cells


class ChecksEditor(Sheet):
    """Captures first, then expectations, with a row for each check."""

    hint = "No checks. Press <rows.add> to add one, such as: status is 200."
    placeholders = ("status, jq .id, header X", "is, equals, capture", "value")
    blank = SheetRow(("", "", ""))
    keeps_lines = False
    value_column = 2

    def __init__(self) -> None:
        super().__init__(id="checks")
        self.lines.describable = True
        # A ✓ would say that an expectation is met.
        self.lines.signs = UsedSigns("[x]", "[ ]")
        self._problem: CheckProblem = no_check_problem
        self._jq_problem: CheckProblem = no_check_problem

    def show(self, request: Request) -> None:
        """Shows a request's captures and expectations."""
        self.show_rows([*map(_capture_row, request.captures), *_expectation_rows(request)])

    def set_problem(self, problem: CheckProblem, of_jq: CheckProblem) -> None:
        """Takes what finds out why a file cannot hold a row, and why jq cannot read it."""
        if problem is not self._problem or of_jq is not self._jq_problem:
            self._problem, self._jq_problem = problem, of_jq
            self.check_again()

    def apply(self, request: Request) -> Request:
        """The request with the rows as they are now.

        A new row with a problem is left out; one of the file stays there as it was.
        """
        captures: list[Capture] = []
        expectations: list[tuple[Expectation, object]] = []
        for row in self.rows:
            origin = _origin(row)
            item, problem = self._read(row)
            if problem:
                item = origin.row if origin is not None else None
            if isinstance(item, Capture):
                captures.append(item)
            elif item is not None:
                _add(expectations, item, origin.item if origin is not None else None)
        now = tuple(captures), tuple(one for one, _ in expectations)
        if now == (request.captures, request.expectations):
            return request
        return structs.replace(request, captures=now[0], expectations=now[1])

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says which rows are no captures and no expectations."""
        return [structs.replace(row, problem=self._problem_of(row)) for row in rows]

    def _problem_of(self, row: SheetRow) -> str:
        item, problem = self._read(row)
        if problem or item is None or not item.enabled:
            return problem
        return self._jq_problem(item)

    def _read(self, row: SheetRow) -> tuple[_Item | None, str]:
        """What a row is, and what is wrong with it."""
        origin = _origin(row)
        if origin is not None and row.cells == origin.cells:
            item: _Item | str = origin.row
        else:
            subject, check, value = row.cells
            item = read_cells((subject, check, value))
        if isinstance(item, str):
            return None, item if any(row.cells) else ""
        enabled = row.enabled is not False
        if isinstance(item, Capture):
            item = structs.replace(item, enabled=enabled)
        else:
            ignore = origin.row.ignore if origin and isinstance(origin.row, Expectation) else ()
            keeps = item.subject is Subject.SNAPSHOT
            item = structs.replace(
                item, name=row.note, ignore=ignore if keeps else (), enabled=enabled
            )
        return item, self._problem(item)

    def completer_for(self, row: SheetRow, column: int) -> Completer | None:
        """Subjects, the checks of this one, and values that a check can have."""

        def complete(text: str, cursor: int) -> Completions | None:
            subject, check, _ = self.edited.cells
            offered = (_SUBJECTS, _checks_of(subject), _values_of(check))[column]
            typed = text[:cursor].lower()
            known = tuple(one for one in offered if one.text.startswith(typed) and one.text != text)
            return Completions(0, len(text), known, typed=bool(text)) if known else None

        return complete

    def set_names(self, names: NameLookup | None) -> None:
        """What this request captures has a value by the time at which it is looked at."""
        read = (self._read(row)[0] for row in self.rows)
        own = [one.name for one in read if isinstance(one, Capture)]
        super().set_names(names.with_captures(own) if names is not None else None)

    def _ask_description(self, index: int, row: SheetRow) -> None:
        # A capture's name is what its variable is called.
        if not isinstance(self._read(row)[0], Capture):
            super()._ask_description(index, row)


def _origin(row: SheetRow) -> _Origin | None:
    return row.model_value if isinstance(row.model_value, _Origin) else None


def _capture_row(capture: Capture) -> SheetRow:
    cells = capture_cells(capture)
    return SheetRow(cells, capture.enabled, model_value=_Origin(capture, capture, cells))


def _expectation_rows(request: Request) -> list[SheetRow]:
    return [
        SheetRow(cells, one.enabled, note=one.name, model_value=_Origin(one, single, cells))
        for one in request.expectations
        for cells, single in zip(check_cells(one), single_checks(one), strict=True)
    ]


def _add(into: list[tuple[Expectation, object]], item: Expectation, origin: object) -> None:
    """Puts a check to another one where both were one table, and can be one again."""
    for at, (before, other) in enumerate(into):
        if origin is None or other is not origin or not item.checks:
            continue
        same = structs.replace(before, checks=()) == structs.replace(item, checks=())
        if same and item.checks[0].kind not in {one.kind for one in before.checks}:
            joined = (*before.checks, *item.checks)
            into[at] = (structs.replace(before, checks=joined), origin)
            return
    into.append((item, origin))


def _checks_of(subject: str) -> tuple[Suggestion, ...]:
    word = subject.strip().partition(" ")[0]
    if word in [one.value for one in WITHOUT_CHECK]:
        capture = (Suggestion(CAPTURE, note=_NAME),) if word == Subject.STATUS else ()
        return (Suggestion(IS), *capture)
    kinds = tuple(Suggestion(one.value, note=_NOTES.get(one, "")) for one in CheckKind)
    return (*kinds, Suggestion(CAPTURE, note=_NAME))


def _values_of(check: str) -> tuple[Suggestion, ...]:
    words = {CheckKind.TYPE.value: JSON_TYPES, CheckKind.EXISTS.value: ("true", "false")}
    return tuple(map(Suggestion, words.get(check.strip(), ())))


def row_of_check(request: Request, index: int, check: str, *, is_capture: bool) -> int:
    """The row of a capture or a check, by the position of its table and its key in that."""
    if is_capture:
        return index
    before = sum(len(check_cells(one)) for one in request.expectations[:index])
    kinds = [one.kind.value for one in request.expectations[index].checks]
    return len(request.captures) + before + (kinds.index(check) if check in kinds else 0)


def check_count(request: Request) -> int:
    """How many rows count."""
    captures = sum(one.enabled for one in request.captures)
    return captures + sum(len(check_cells(one)) for _, one in request.active_expectations)
