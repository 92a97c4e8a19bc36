"""Which jq programs are none."""

from __future__ import annotations

from outrider.engine.filters.jq_programs_check import jq_program_problems


def test_of_many_programs_each_wrong_one_is_found() -> None:
    well = [f".a{number} | length" for number in range(1500)]
    wrong = [".[", "nothing", ".a |", "(1", ""]
    found = jq_program_problems([*well[:700], *wrong[:3], *well[700:], *wrong[3:], *well])
    assert sorted(found) == sorted(wrong)
    assert all(one.endswith(".") for one in found.values())


def test_without_programs_nothing_is_asked() -> None:
    assert jq_program_problems([]) == {}
