"""The page on which an environment is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outrider.dialogs.table_page import PageAct, TablePage
from outrider.toml_text.schema import Finding, KeyPath
from outrider.widgets.environment.environment_rows import EnvironmentFormContext
from outrider.widgets.environment.environment_sheet import EnvironmentSheet


class EnvironmentDialog(TablePage):
    """Shows an environment's rows.

    Args:
        table: what its files say together.
        view: what the rows of a table need to know besides.
        check: finds what is wrong with a table.
        act: as :class:`TablePage`.
        key: where the cursor is at first.
        file: where most of it is written.
    """

    def __init__(
        self,
        title: str,
        table: Mapping[str, Any],
        view: Callable[[Mapping[str, Any]], EnvironmentFormContext],
        check: Callable[[Mapping[str, Any]], Sequence[Finding]],
        act: PageAct,
        key: KeyPath = (),
        *,
        file: str = "",
    ) -> None:
        super().__init__(title, EnvironmentSheet(table, view, check), act, key, file=file)
