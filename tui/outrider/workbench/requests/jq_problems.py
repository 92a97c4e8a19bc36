"""Which jq programs of captures and expectations jq does not read, found beside the screen."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.engine.expectations.written_programs import programs_of
from outrider.model.expectation import Capture, Expectation
from outrider.toolkit.sheet.sheet import Sheet
from outrider.widgets.view_models import CheckProblem, EditorContext
from outrider.workbench.context.workbench_context import WorkbenchContext


class JqProblems:
    """Remembers what jq says of each program, and asks it about new ones.

    Args:
        context: has the process that reads the programs, and the screen with the rows.
    """

    def __init__(self, context: WorkbenchContext) -> None:
        self._context = context
        self._known: dict[str, str] = {}
        self._wanted: dict[str, None] = {}
        # One object, which tells that nothing has changed.
        self._problem_of: CheckProblem = self._problem

    def beside(self, around: EditorContext) -> EditorContext:
        """What lies around a request, with what jq says of its programs."""
        return replace(around, jq_problem=self._problem_of)

    def _problem(self, item: Capture | Expectation) -> str:
        programs = [program for program, _ in programs_of(item)]
        wanted = [one for one in programs if one not in self._known]
        if wanted:
            is_asking = bool(self._wanted)
            self._wanted.update(dict.fromkeys(wanted))
            if not is_asking:
                self._context.run_task(self._ask())
        return next((found for one in programs if (found := self._known.get(one, ""))), "")

    async def _ask(self) -> None:
        try:
            while self._wanted:
                asked = list(self._wanted)
                answer = await self._context.engine.check_process.jq_problems(asked)
                self._known.update(dict.fromkeys(asked, ""))
                self._known.update(answer)
                for one in asked:
                    self._wanted.pop(one, None)
        finally:
            # What was not told is asked again.
            self._wanted.clear()
        if any(self._known.values()):
            for pane in self._context.screen.query("#checks").results(Sheet):
                pane.check_again()
