"""In which line each row of a sheet stands."""

from __future__ import annotations

import pytest

from outrider.toolkit.sheet.row_places import place_rows


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("", ""),
        # A dot is a blank line, a capital letter a heading.
        ("abCd", "ab.Cd"),
        ("AbCDe", "Ab.CDe"),
        ("aB", "a.B"),
    ],
)
def test_a_blank_line_parts_what_stands_above_a_heading_from_it(rows: str, lines: str) -> None:
    places = place_rows((one.isupper() for one in rows), spread=True)
    at = [places.row_at(line) for line in range(len(lines))]
    assert "".join("." if one is None else rows[one] for one in at) == lines
    assert [lines[line] for line in places.lines] == list(rows)
    assert places.row_at(len(lines)) is places.row_at(-1) is None
    close = place_rows((one.isupper() for one in rows), spread=False)
    assert close.lines == close.rows == tuple(range(len(rows)))
