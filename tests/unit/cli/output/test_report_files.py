"""Which reports are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.cli.output.report_files import RequestedReport, requested_reports
from outrider.errors import UsageError


def test_text_is_printed_where_nothing_else_is(tmp_path: Path) -> None:
    file = str(tmp_path / "r.xml")
    text = RequestedReport("text")
    assert requested_reports([]) == [text]
    assert requested_reports([f"junit={file}"]) == [RequestedReport("junit", file), text]
    assert requested_reports(["tap", f"html={file}"]) == [
        RequestedReport("tap"),
        RequestedReport("html", file),
    ]


def test_a_file_name_may_have_an_equals_sign(tmp_path: Path) -> None:
    file = str(tmp_path / "a=b")
    assert requested_reports([f"tap={file}"])[0] == RequestedReport("tap", file)


@pytest.mark.parametrize("words", [["json", "json"], ["JSON"], [""], ["="], ["tap=/nowhere/x"]])
def test_what_cannot_be_written_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        requested_reports(words)
