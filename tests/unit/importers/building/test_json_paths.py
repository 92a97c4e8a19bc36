"""Paths of JSON that lead to one value."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.building.json_paths import steps_of_json_path
from outrider.model.jq_programs import JqSteps

PATHS: dict[str, JqSteps | None] = {
    "$": (),
    "$.a.b": ("a", "b"),
    "$['a b'].c": ("a b", "c"),
    '$["x\\"y"]': ('x"y',),
    "$.a[0][-1].b-c": ("a", 0, -1, "b-c"),
    " $.ä ": ("ä",),
    "$..a": None,
    "$.*": None,
    "$.a[*]": None,
    "$.a[?(@.b)]": None,
    "$.a[0:2]": None,
    "a.b": None,
    "": None,
    "$.1a": None,
}


@each_case(PATHS.items())
def test_names_and_indexes_are_steps(case: tuple[str, JqSteps | None]) -> None:
    written, steps = case
    assert steps_of_json_path(written) == steps
