"""The dialogs as they were agreed on, at two sizes and in two themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tests.engine_lab import Lab
from tests.screens.agreed_snapshots import agree, greenwich, in_colours
from tests.screens.past_sends import NOW, PAST
from tests.screens.seat import LARGE, SMALL, seated

from outrider.comparison.exchange_comparison import compare_exchanges
from outrider.comparison.page_lines import page_lines
from outrider.dialogs.comparison_dialog import ComparedLabel, ComparisonDialog
from outrider.dialogs.dialog import Dialog
from outrider.dialogs.draft_question import DraftQuestion
from outrider.dialogs.history_dialog import HistoryDialog
from outrider.dialogs.import_prompt import ImportPrompt
from outrider.dialogs.question import Question
from outrider.dialogs.report_dialog import ReportDialog
from outrider.dialogs.text_prompt import TextPrompt
from outrider.engine.side_by_side.side_reader import past_side
from outrider.exporters.masking import MaskingPolicy
from outrider.redaction import Redactor
from outrider.toolkit.chip_line import Chip

__all__ = ["greenwich"]

DIALOGS: Mapping[str, Callable[[], Dialog[Any]]] = {
    "history": lambda: HistoryDialog('History of "List orders"', PAST, now=NOW + 200),
    "comparison": lambda: ComparisonDialog(
        (ComparedLabel("dev 14:13:22"), ComparedLabel("dev 14:15:20", "warning")),
        page_lines(
            compare_exchanges(past_side(PAST[0]), past_side(PAST[3]), MaskingPolicy(Redactor()))
        ),
    ),
    "import": ImportPrompt,
    "imported": lambda: ReportDialog(
        "orders.postman_collection.json",
        [
            ("✗ Not imported: 1", "error"),
            "  Create an order: The test script was kept as a comment.",
            "",
            ("~ Changed: 1", "warning"),
            "  List orders: The pre-request script was replaced by an auth definition.",
            "",
            "1 existing file will change (comments are kept):",
            "  requests/orders/list.toml",
            "",
            "Orders: 2 requests, 1 environment",
            "  GET   List orders",
            "  POST  Create an order",
        ],
        [
            ("o", "write 3 new, update 1", "all"),
            ("w", "write 3 new files only", "new"),
        ],
        chips=[
            *(Chip("2 requests"), Chip("1 environment")),
            *(Chip("~ 1 changed", "warning"), Chip("✗ 1 not imported", "error")),
        ],
        leave="write nothing",
    ),
    "question": lambda: Question(
        'Environment "Production" is protected.\n\n'
        "Send DELETE https://api.example.com/v1/orders/17\nto api.example.com?",
        [("n", "Cancel", "no"), ("y", "Send", "yes")],
        danger=True,
    ),
    "problem": lambda: Question(
        'Variable "region" is not defined.\nat environments/live.toml:4: variables.base_url\n'
        "Define it, or correct the reference.",
        [("enter", "OK", "ok")],
        title="Not done",
    ),
    "draft": lambda: DraftQuestion(
        'Request "orders/list", changed 14:03:22\nFile unchanged.',
        [
            ("…", ""),
            (" ", 'name = "List orders"'),
            ("-", 'url = "{{base_url}}/orders"'),
            ("+", 'url = "{{base_url}}/orders?page=2"'),
            ("+", '[headers]\nAccept = "application/json"'),
        ],
        lambda: 0.0,
    ),
    "prompt": lambda: TextPrompt(
        "Save the request as", "orders/list", note="Folders are made as they are needed."
    ),
    "secret": lambda: TextPrompt("client_secret of Production", "s3cr3t", secret=True),
}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.usefixtures("greenwich")
async def test_a_dialog_is_as_agreed(name: str, size: tuple[int, int], lab: Lab) -> None:
    async with seated(lab, size, environment="dev") as seat:
        await seat.sees("Show the keys of the focused pane")
        seat.app.push_screen(DIALOGS[name]())
        await seat.dialog()
        agree(name, size, await in_colours(seat))
