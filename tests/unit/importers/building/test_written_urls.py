"""URLs of other tools: their scheme, their fragment, the parameters of their path."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.written_urls import (
    with_path_parameters,
    with_tool_scheme,
    without_fragment,
    without_path_parameters,
)

SCHEMES = {
    "h/x": ("tool://h/x", True),
    "http://h": ("http://h", False),
    "{{base}}/x": ("{{base}}/x", False),
    "\\{{base}}": ("\\{{base}}", False),
    "": ("", False),
    "h:80": ("tool://h:80", True),
}


@each_case(SCHEMES.items())
def test_a_scheme_is_added_and_told(case: tuple[str, tuple[str, bool]]) -> None:
    written, (url, is_told) = case
    report = BuildReport()
    assert with_tool_scheme(written, "tool", "Tool", report) == url
    assert bool(report.remarks) is is_told


def test_a_fragment_is_removed_and_told() -> None:
    report = BuildReport()
    assert without_fragment("https://h/x?a=1#top", report) == "https://h/x?a=1"
    assert len(report.remarks) == 1
    assert without_fragment("https://h/x", report) == "https://h/x"
    assert len(report.remarks) == 1


PARAMETERS = {
    "https://h/:id": ("https://h/:id", {"id": "7"}),
    "https://h/:id/:id": ("https://h/:id/:id", {"id": "7"}),
    "https://h/:other/x": ("https://h/\\:other/x", {}),
    "https://h:80/x?a=/:id#/:id": ("https://h:80/x?a=/:id#/:id", {}),
    "https://h/a:id": ("https://h/a:id", {}),
    "https://h/:id:verb": ("https://h/:id:verb", {"id": "7"}),
    "{{base}}/:id": ("{{base}}/:id", {"id": "7"}),
    "https://h/:a b": ("https://h/:a_b", {"a_b": "8"}),
}


@each_case(PARAMETERS.items())
def test_a_segment_with_a_value_is_a_parameter(
    case: tuple[str, tuple[str, dict[str, str]]],
) -> None:
    written, expected = case
    values = {"id": "7", "a b": "8"}
    used = {name: value for name, value in values.items() if f":{name}" in written}
    assert with_path_parameters(written, used if expected[1] else {}, BuildReport()) == expected


def test_an_empty_value_and_one_that_is_not_in_the_url_are_told() -> None:
    report = BuildReport()
    found = with_path_parameters("https://h/:a", {"a": "", "b": "1"}, report)
    assert found == ("https://h/:a", {"b": "1"})
    assert [one.what for one in report.remarks] == [
        'Path parameter "b" is not in the URL; it is sent nowhere.',
        'Path parameter ":a" is empty.',
    ]


def test_a_tool_without_parameters_has_none() -> None:
    assert without_path_parameters("https://h:1/:a/b:c?x=/:d") == "https://h:1/\\:a/b:c?x=/:d"
