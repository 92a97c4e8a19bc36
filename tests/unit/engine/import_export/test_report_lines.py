"""Reports stay short however large a collection is, and --full tells everything."""

from __future__ import annotations

import pytest

from outrider.engine.import_export.report_lines import report_lines
from outrider.model.import_result import ImportRemark, ImportVerdict


def lost(what: str, place: str = "", why: str = "", advice: str = "") -> ImportRemark:
    return ImportRemark(ImportVerdict.NOT_CARRIED, what, "c.json", place, None, why, advice)


def lines(*remarks: ImportRemark, full: bool = False) -> list[str]:
    return list(report_lines(remarks, full=full))


REASONS = ["the URL is not known: a", "the URL is not known: base", "the URL is not known: f(x)"]


@pytest.mark.parametrize(
    "whats",
    [
        [f"The script could not be converted: {one}." for one in REASONS * 3],
        [f"Setting {one} = 3 was not imported." for one in ("maxHops", "strictSSL", "tlsOld")] * 2,
        ["Secrets were removed: a.", "Secrets were removed: a, b.", "Secrets were removed: c, d."]
        * 2,
        [f"Became secrets: {', '.join('{{x}}' for _ in range(n))}." for n in range(1, 7)],
        [f"The body was removed: none with {one}." for one in ("GET", "HEAD", "COPY", "PURGE")],
        [f"One line was not converted: {one}" for one in ("f(1)", "g(x, y)", "a = 1", "b.c();")],
    ],
)
def test_what_differs_in_names_only_is_one_kind(whats: list[str]) -> None:
    found = lines(*(lost(one, f"Place {number}") for number, one in enumerate(whats)))
    assert sum(one.startswith("  ") and not one.startswith("   ") for one in found) <= 4
    assert any("more" in one for one in found)


@pytest.mark.parametrize(
    "whats",
    [
        ["It was not converted: it has no grant_type.", "It was not converted: it is no POST."],
        ["The description was cut.", "The body was cut."],
    ],
)
def test_other_reasons_are_other_kinds(whats: list[str]) -> None:
    found = lines(*(lost(one, f"P{number}") for one in whats for number in range(9)))
    assert all(any(one in line for line in found) for one in whats)


def test_a_text_that_many_places_have_is_told_once() -> None:
    remarks = [
        lost("It was kept: f(x).", f"R{n}", "Line 2: f(x)", f"Complete requests/r{n}.toml.")
        for n in range(1, 61)
    ]
    found = lines(*remarks)
    assert sum("It was kept" in one for one in found) == 1
    assert sum("Line 2" in one for one in found) == 1
    assert [one for one in found if "Complete" in one] == [
        f"    Complete requests/r{n}.toml." for n in (1, 2, 3)
    ]
    assert "  60 times: It was kept: f(x)." in found
    assert any("and 57 more" in one for one in found)
    assert sum("Complete" in one for one in lines(*remarks, full=True)) == 60


def test_a_long_list_of_names_is_cut_unless_all_are_asked_for() -> None:
    names = ", ".join(f"{{{{key_{n}}}}}" for n in range(600))
    remark = lost(f"Environment was created for: {names}.")
    assert lines(remark)[-1].endswith("{{key_9}} … and 590 more")
    assert "{{key_599}}" in lines(remark, full=True)[-1]
