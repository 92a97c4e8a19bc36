"""What came of captures and expectations, in lines that can be read at 80 columns."""

from __future__ import annotations

import json

from outrider.model.shown_check import CheckState, ShownCheck
from outrider.widgets.response.check_lines import check_rows, checks_tab, unmet_words

MET = ShownCheck(CheckState.MET, "status is", "200", "200")
UNMET = ShownCheck(CheckState.UNMET, "jq .n equals", "3", "2", name="few")
CAPTURED = ShownCheck(CheckState.CAPTURED, "order_id", actual="1042", is_capture=True)
LOST = ShownCheck(
    CheckState.UNMET,
    "id from jq .id",
    why="Nothing was found; an older value stays.",
    is_capture=True,
)


def lines(*checks: ShownCheck) -> list[str]:
    return [line for line, _ in check_rows(checks)]


def test_short_values_stand_on_one_line_and_long_ones_below() -> None:
    assert lines(UNMET) == ["✗ few: jq .n equals 3: got 2"]
    wide = ShownCheck(
        CheckState.UNMET, "header content-type contains", '"xml"', '"application/json"'
    )
    assert lines(wide) == [
        "✗ header content-type contains",
        '    expected "xml"',
        '    got      "application/json"',
    ]
    nothing = ShownCheck(
        CheckState.UNMET, "header x equals", '"1"', why="The response has no header x."
    )
    assert lines(nothing) == [
        '✗ header x equals "1"',
        "    The response has no header x.",
    ]
    tried = ShownCheck(CheckState.NOT_TRIED, "jq .n at_most", "3", '"x"', "A text is no number.")
    assert lines(tried) == ["? jq .n at_most: could not be tried", "    A text is no number."]
    assert lines(MET, CAPTURED) == ["✓ status is 200", "✓ captured order_id = 1042"]
    assert lines(LOST)[0] == "✗ not captured: id from jq .id"


def test_objects_are_told_by_what_differs() -> None:
    old = {"id": 1, "name": "Harbour Deli", "lines": [{"n": at} for at in range(30)], "total": 3}
    new = {**old, "total": 2, "more": True}
    shown = ShownCheck(
        CheckState.UNMET, "jq . equals", json.dumps(old, indent=2), json.dumps(new, indent=2)
    )
    assert lines(shown) == [
        "✗ jq . equals: - expected, + got",
        "        ],",
        '    -   "total": 3',
        '    +   "total": 2,',
        '    +   "more": true',
        "      }",
    ]
    many = ShownCheck(CheckState.UNMET, "x", json.dumps([*range(200)], indent=2), "[]")
    assert len(lines(many)) == 42
    assert lines(many)[-1].strip().startswith("… ")


def test_each_line_knows_its_check() -> None:
    wide = ShownCheck(
        CheckState.UNMET, "header content-type contains", '"xml"', '"application/json"'
    )
    assert [at for _, at in check_rows([MET, wide, CAPTURED])] == [0, 1, 1, 1, 2]


def test_the_tab_and_the_note_count() -> None:
    assert checks_tab([MET, UNMET, CAPTURED]).text == "Checks 1/2 ✗"
    assert checks_tab([MET, CAPTURED]).text == "Checks 1/1"
    assert checks_tab([CAPTURED]).text == "Checks 1"
    assert unmet_words([MET, CAPTURED]) == ""
    assert unmet_words([MET, UNMET, LOST]) == "Checks: 1 of 2 not met, 1 not captured."
    assert unmet_words([MET, LOST]) == "Checks: 1 not captured."
