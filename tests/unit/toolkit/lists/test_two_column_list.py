"""Help in two columns: every line is there, groups are whole, and narrow screens have one."""

from __future__ import annotations

from tests.unit.widgets.widget_app import HOSTILE, Bench, lines_of

from outrider.toolkit.lists.two_column_list import TwoColumnList

PAIRS = [
    ("", "First", "bold"),
    *(("a", f"does {number}", "") for number in range(8)),
    ("", "Second", "bold"),
    *(("b", f"makes {number}", "") for number in range(5)),
    ("", "Third", "bold"),
    ("c", HOSTILE, ""),
]


async def shown(width: int) -> list[str]:
    widget = TwoColumnList()
    async with Bench(widget).run_test(size=(width, 40)) as pilot:
        widget.show(PAIRS)
        await pilot.pause()
        lines = lines_of(widget)
        assert all(line.isprintable() for line in lines)
        return lines


async def test_two_columns_begin_with_a_group_each() -> None:
    lines = await shown(100)
    assert lines[0].split() == ["First", "Second"]
    assert len(lines) <= 10
    text = "\n".join(lines)
    assert all(f"does {number}" in text for number in range(8))
    assert all(f"makes {number}" in text for number in range(5))


async def test_a_narrow_screen_has_one_column() -> None:
    lines = await shown(70)
    assert [line for line in lines if line in {"First", "Second", "Third"}] == [
        "First",
        "Second",
        "Third",
    ]
