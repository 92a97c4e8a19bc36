"""What a report shows of a script."""

from __future__ import annotations

import pytest
from tests.work_counter import counted

from outrider.importers.postman.shown_statements import shown_line, shown_statement

SCRIPT = "const a = 1;\nconst config = {id: 'me', client_secret: 'q7w8e9r0-hush'};\n"


@pytest.mark.parametrize(
    "written",
    ["{id: 'me', client_secret: 'q7w8e9r0-hush'}", "{id: 'me', client_secret: 'q7w8e…"],
)
def test_no_credential_is_shown_not_even_one_that_is_cut_off(written: str) -> None:
    shown = shown_statement(written, SCRIPT)
    assert "q7w" not in shown
    assert shown.startswith("{id: 'me', client_secret: '•••")


def test_a_line_is_shown_with_its_number() -> None:
    assert shown_line(SCRIPT, 1) == "Line 1: const a = 1;"
    assert shown_line(SCRIPT, 2).startswith("Line 2: const config = {id: 'me'")
    assert "hush" not in shown_line(SCRIPT, 2)
    assert shown_line(SCRIPT, 99) == ""


def test_no_control_character_is_shown() -> None:
    assert "\x1b" not in shown_statement("a\x1b[2J", "")


def test_a_short_credential_is_masked_where_its_name_stands() -> None:
    script = "const c = {client_secret: 'p'};\nask({grant_type: 'client_credentials'});"
    assert shown_line(script, 2) == "Line 2: ask({grant_type: 'client_credentials'});"
    assert shown_line(script, 1) == "Line 1: const c = {client_secret: '•••'};"


def test_further_statements_of_a_script_are_little_work() -> None:
    script = "".join(f"const value{n} = read('name{n}', {n});\n" for n in range(200))
    with counted(only_calls=True) as first:
        shown_line(script, 1)
    with counted(only_calls=True) as rest:
        for line in range(2, 12):
            shown_line(script, line)
    assert rest.calls < first.calls / 2
