"""Shows two exchanges side by side."""

from __future__ import annotations

import asyncio

from outrider.comparison.compared_exchange import ComparedExchange
from outrider.comparison.exchange_comparison import compare_exchanges
from outrider.comparison.page_lines import PageLine, page_lines
from outrider.dialogs.comparison_dialog import ComparedLabel, ComparisonDialog
from outrider.exporters.masking import MaskingPolicy
from outrider.workbench.context.workbench_context import WorkbenchContext


async def show_comparison(
    context: WorkbenchContext,
    first: tuple[ComparedExchange, str],
    second: tuple[ComparedExchange, str],
) -> None:
    """Opens the page, and copies it where that is wanted.

    Args:
        context: of the workbench.
        first: a side, and the id of its environment.
        second: the other one.
    """
    masking = MaskingPolicy(context.engine.redactor)

    def compare() -> tuple[PageLine, ...]:
        return page_lines(compare_exchanges(first[0], second[0], masking))

    lines = await asyncio.to_thread(compare)
    colors = {
        one.id: one.environment.color for one in context.workspace.environments if one.environment
    }
    labels = [ComparedLabel(side.label, colors.get(name, "")) for side, name in (first, second)]
    text = await context.show_dialog(ComparisonDialog((labels[0], labels[1]), lines))
    if text:
        context.copy_text(text)
