"""The variables of one request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import structs

from outrider.errors import SourceLocation
from outrider.model.workspace import Request, Scalar, Variable, scalar_text
from outrider.toolkit.sheet.sheet import Sheet
from outrider.toolkit.sheet.sheet_view import SheetRow
from outrider.variables.reference_grammar import is_name


class VariablesEditor(Sheet):
    """Names and values; a number or a boolean stays one while it reads as one."""

    hint = "No variables. Press <rows.add> to add one for {{name}}."
    blank = SheetRow(("", ""), None)
    movable = False

    def __init__(self) -> None:
        super().__init__(id="variables")

    def show(self, request: Request) -> None:
        """Shows a request's variables."""
        self.show_rows(
            [
                SheetRow((name, scalar_text(variable.value)), None, model_value=variable)
                for name, variable in request.variables.items()
            ]
        )

    def apply(self, request: Request) -> Request:
        """The request with the variables as they are now; rows with a problem are left out."""
        variables: dict[str, Variable] = {}
        for row in self.checked(self.rows):
            name, text = row.cells
            if name and not row.problem:
                place = SourceLocation(request.file, ("variables", name))
                before = row.model_value.value if isinstance(row.model_value, Variable) else None
                variables[name] = Variable(typed_like(text, before), place)
        if _values(variables) == _values(request.variables):
            return request
        return structs.replace(request, variables=variables)

    def checked(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        """Says which rows cannot be variables."""
        counts = Counter(row.cells[0] for row in rows)
        return [structs.replace(row, problem=name_problem(row.cells[0], counts)) for row in rows]


def _values(variables: Mapping[str, Variable]) -> list[tuple[str, type, Scalar]]:
    return [(name, type(one.value), one.value) for name, one in variables.items()]


def name_problem(name: str, counts: Mapping[str, int]) -> str:
    """Why no variable can have this name among so many of each; empty where one can."""
    if not name:
        return "name required"
    if not is_name(name):
        return "only letters, digits, _ . and -"
    return "duplicate name" if counts[name] > 1 else ""


def typed_like(text: str, before: Scalar | None) -> Scalar:
    """The text as a value of the kind that a variable had; text where there was none before."""
    if before is None:
        return text
    if text == scalar_text(before):
        return before
    if isinstance(before, bool):
        return {"true": True, "false": False}.get(text, text)
    for kind in (int, float) if isinstance(before, int | float) else ():
        try:
            number = kind(text)
        except ValueError:
            continue
        # Only what is sent the same way: 007 and 1e3 stay text.
        if scalar_text(number) == text:
            return number
    return text
