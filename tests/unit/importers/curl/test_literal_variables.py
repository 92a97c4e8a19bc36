"""Names that only look like variables."""

from __future__ import annotations

from outrider.importers.curl.literal_variables import tell_literal_variables
from outrider.importers.curl.shell_dialects import Dialect
from outrider.model.import_result import ImportReport
from outrider.model.workspace import NameValueRow, Request


def test_each_name_is_told_once_with_what_refers_to_it() -> None:
    rows = (NameValueRow("A", "%X% $env:Y"), NameValueRow("B", "%X%"))
    request = Request("a", "a", "a.toml", "GET", "https://h/%Z%%20", headers=rows)
    report = ImportReport()
    tell_literal_variables(request, Dialect.UNSURE, report)
    told = [(one.what, one.advice) for one in report.remarks]
    assert [what for what, _ in told] == [
        "%Z% is sent as text.",
        "$env:Y is sent as text.",
        "%X% is sent as text.",
    ]
    assert all("{{$env." in advice for _, advice in told)


def test_exclamation_marks_that_cmd_does_not_read_are_told() -> None:
    request = Request("a", "a", "a.toml", "GET", "https://h/!K!/a!")
    report = ImportReport()
    tell_literal_variables(request, Dialect.CMD, report)
    [one] = report.remarks
    assert one.what == "!K! is sent as text."
    assert "EnableDelayedExpansion" in one.why


def test_percent_signs_are_not_told_of_a_shell_that_is_known() -> None:
    request = Request("a", "a", "a.toml", "GET", "https://h/%Z%")
    for dialect in (Dialect.BASH, Dialect.CMD, Dialect.POWERSHELL):
        report = ImportReport()
        tell_literal_variables(request, dialect, report)
        assert not report.remarks
