"""Sends the request that is shown in several environments at once, and compares the responses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from outrider.comparison.compared_exchange import ComparedExchange
from outrider.dialogs.several_dialog import EnvironmentOutcome, SeveralDialog
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.engine.side_by_side.several_sends import (
    EnvironmentSend,
    compare_results,
    differences_text,
    is_safe,
    result_side,
    send_to_all,
)
from outrider.exporters.masking import MaskingPolicy
from outrider.model.units import clock_text
from outrider.model.workspace import Environment, Request
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.sending.comparison_view import show_comparison
from outrider.workbench.sending.history_controller import HistoryController


class SeveralEnvironments:
    """One request in every environment.

    Args:
        history: keeps the sends.
    """

    def __init__(self, context: WorkbenchContext, history: HistoryController) -> None:
        self._context = context
        self._history = history
        self._environments: list[Environment] = []
        self._jobs: list[SendJob] = []
        self._results: list[SendResult | None] = []
        self._base: int | None = None
        self._table: tuple[list[EnvironmentOutcome], int | None] = ([], None)
        self._dialog: SeveralDialog | None = None

    async def run(self) -> None:
        """Sends to all, and shows a table until the user goes away.

        Raises:
            WorkspaceError: a file that belongs to the request is broken.
        """
        request = self._context.request
        if request is None:
            find = self._context.key_of("find")
            self._context.notify(f"No request open. Press {find} to find one.")
            return
        known = [one.environment for one in self._context.workspace.environments]
        everything = [one for one in known if one is not None]
        if len(everything) < 2:
            self._context.notify("There is only one environment.")
            return
        chosen = await self._chosen(request, everything)
        if not chosen:
            return
        self._environments = chosen
        self._jobs = [
            replace(self._context.send_job(request, one.id), confirmed=True) for one in chosen
        ]
        self._results = [None] * len(chosen)
        self._table = ([_row(one) for one in chosen], None)
        sends = asyncio.ensure_future(
            send_to_all(self._context.engine.sender, self._jobs, self._take)
        )
        try:
            await self._show(request)
        finally:
            sends.cancel()
            await asyncio.gather(sends, return_exceptions=True)

    async def _chosen(
        self, request: Request, everything: Sequence[Environment]
    ) -> list[Environment]:
        """Where it is sent: everywhere, after a question where it may change something there."""
        job = self._context.send_job(request, everything[0].id)
        if is_safe(job):
            return list(everything)
        open_ones = [one for one in everything if not one.protected]
        names = ", ".join(one.name for one in everything)
        choices = [("n", "Cancel", "no"), ("a", "Send to all", "all")]
        if 0 < len(open_ones) < len(everything):
            choices.insert(1, ("u", "Send to unprotected ones", "open"))
        answer = await self._context.confirm(
            f"Send {request.method} to {len(everything)} environments?\n\n{names}",
            choices,
            danger=True,
        )
        return {"all": list(everything), "open": open_ones}.get(answer or "", [])

    def _take(self, result: SendResult) -> None:
        at = next(
            at
            for at, job in enumerate(self._jobs)
            if job.snapshot.environment_id == result.environment
        )
        self._results[at] = result
        self._history.keep(result.request_id, result)
        self._context.run_task(self._draw())

    async def _show(self, request: Request) -> None:
        row = 0
        while True:
            self._dialog = SeveralDialog(
                f'"{request.name}" in {len(self._jobs)} environments',
                self._table,
                row,
                self._mark,
            )
            chosen = await self._context.show_dialog(self._dialog)
            self._dialog = None
            if chosen is None:
                return
            row = chosen
            await self._compare(chosen)

    def _mark(self, row: int) -> None:
        if self._answered(row):
            self._base = row
            self._context.run_task(self._draw())

    def _answered(self, row: int) -> bool:
        result = self._results[row]
        exchange = result.exchange if result is not None else None
        return exchange is not None and exchange.response is not None

    def _base_row(self) -> int | None:
        if self._base is not None:
            return self._base
        return next((row for row in range(len(self._results)) if self._answered(row)), None)

    async def _draw(self) -> None:
        """Shows how far the sends have come."""
        base, results = self._base_row(), tuple(self._results)
        masking = MaskingPolicy(self._context.engine.redactor)
        sends = await asyncio.to_thread(compare_results, results, masking, base)
        # Another one may have ended meanwhile, or another row be marked: then newer rows follow.
        same = all(one is now for one, now in zip(results, self._results, strict=True))
        if not same or base != self._base_row():
            return
        rows = [_row(one, send) for one, send in zip(self._environments, sends, strict=True)]
        self._table = (rows, base)
        if self._dialog is not None:
            self._dialog.show(rows, base)

    async def _compare(self, row: int) -> None:
        base = self._base_row()
        other = next((one for one in range(len(self._results)) if one != base), None)
        if row == base and other is not None:
            # The base itself is compared with its neighbour.
            row = other
        sides = [(None if at is None else self._side(at)) for at in (base, row)]
        first, second = sides
        if first is None or second is None:
            self._context.notify("No response to compare yet.")
            return
        await show_comparison(self._context, first, second)

    def _side(self, row: int) -> tuple[ComparedExchange, str] | None:
        result, environment = self._results[row], self._environments[row]
        exchange = result.exchange if result is not None else None
        if result is None or exchange is None:
            return None
        side = result_side(result, f"{environment.name} {clock_text(exchange.started_at)}")
        return None if side is None else (side, environment.id)


def _difference_words(differences: tuple[str, ...] | None) -> str:
    told = differences_text(differences)
    return "no differences" if told == "none" else told


def _row(environment: Environment, send: EnvironmentSend | None = None) -> EnvironmentOutcome:
    if send is None:
        return EnvironmentOutcome(environment.name, environment.color, is_running=True)
    error = send.result.error
    return EnvironmentOutcome(
        environment.name,
        environment.color,
        exchange=send.result.exchange,
        problem=error.what if error is not None else "",
        differences=_difference_words(send.differences),
    )
