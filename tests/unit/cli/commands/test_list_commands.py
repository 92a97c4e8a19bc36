from __future__ import annotations

from outrider.cli.commands.list_commands import align_columns

ROWS = [["GET", "list", "{{base_url}}/orders"], ["DELETE", "drop", "{{base_url}}/orders/:order"]]


def test_a_table_has_whole_cells_where_there_is_room() -> None:
    assert align_columns(ROWS) == [
        "GET     list  {{base_url}}/orders",
        "DELETE  drop  {{base_url}}/orders/:order",
    ]


def test_the_last_column_is_shortened_to_the_terminal() -> None:
    assert align_columns(ROWS, 35)[1] == "DELETE  drop  {{base_url}}/orders/…"


def test_the_last_column_is_left_out_where_too_little_of_it_would_be_left() -> None:
    assert align_columns(ROWS, 25) == ["GET     list", "DELETE  drop"]


def test_a_table_without_rows_is_empty() -> None:
    assert align_columns([]) == []
