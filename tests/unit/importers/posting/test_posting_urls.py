"""posting's URLs, as its own models send them (2.11.1)."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.building.build_report import BuildReport
from outrider.importers.posting.posting_templates import PostingTemplates
from outrider.importers.posting.posting_urls import merged_query, with_posting_parameters
from outrider.model.workspace import NameValueRow

PATHS = {
    "https://h/:id": ("https://h/:id", {"id": "7"}),
    "h/:id/x": ("h/:id/x", {"id": "7"}),
    "https://h/:id.json": ("https://h/7.json", {}),
    "https://h/a:id": ("https://h/a7", {}),
    "https://h/::id/:id": ("https://h/\\:id/:id", {"id": "7"}),
    "https://h/a::b": ("https://h/a:b", {}),
    "https://h/:other": ("https://h/\\:other", {}),
    "https://h:80/x?a=:id": ("https://h:80/x?a=:id", {}),
    "$BASE/:id": ("{{BASE}}/:id", {"id": "7"}),
}


@each_case(PATHS.items())
def test_a_parameter_may_be_anywhere_in_the_path(
    case: tuple[str, tuple[str, dict[str, str]]],
) -> None:
    written, expected = case
    report = BuildReport()
    templates = PostingTemplates(report, frozenset())
    assert with_posting_parameters(written, {"id": "7"}, report, templates) == expected


QUERIES = {
    "https://h?a=1": ("https://h?a=1", ["b=2"]),
    "https://h?b=1": ("https://h", ["b=2"]),
    "https://h?a=1&b=1&b=3": ("https://h", ["a=1", "b=2", "b=3"]),
    "https://h": ("https://h", ["b=2"]),
}


@each_case(QUERIES.items())
def test_a_pair_of_the_url_that_has_a_row_is_sent_once(
    case: tuple[str, tuple[str, list[str]]],
) -> None:
    written, (url, rows) = case
    templates = PostingTemplates(BuildReport(), frozenset())
    found = merged_query(written, [("b", "2", True)], templates)
    assert (found[0], [f"{row.name}={row.value}" for row in found[1]]) == (url, rows)


def test_a_row_without_a_value_takes_that_of_the_url() -> None:
    templates = PostingTemplates(BuildReport(), frozenset())
    _, rows = merged_query("https://h?b=1", [("b", "", False)], templates)
    assert rows == (NameValueRow("b", "1", enabled=False),)


def test_a_colon_is_written_twice_only_where_there_are_parameters() -> None:
    report = BuildReport()
    templates = PostingTemplates(report, frozenset())
    found = with_posting_parameters("https://h/::id", {}, report, templates)
    assert found == ("https://h/\\::id", {})
