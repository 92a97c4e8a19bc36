"""Which reports are asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from outrider.cli.output.report_files import RequestedReport, requested_reports, write_reports
from outrider.cli.output.reports.reported_run import ReportedRun, RunReporter
from outrider.engine.runs.run_results import RunResults
from outrider.errors import UsageError
from outrider.redaction import Redactor


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


def _run() -> ReportedRun:
    return RunReporter(Redactor()).run(RunResults("In", ("dev",), 0))


def test_a_device_or_a_pipe_is_written_to_and_stays_what_it_is(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    write_reports([RequestedReport("tap", os.ttyname(theirs))], _run())
    assert os.read(ours, 1000).startswith(b"TAP version 14")
    assert stat.S_ISCHR(Path(os.ttyname(theirs)).stat().st_mode)
    os.close(ours)
    os.close(theirs)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_reports([RequestedReport("tap", str(pipe))], _run())
    assert os.read(reader, 1000).startswith(b"TAP version 14")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    os.close(reader)


def test_a_device_is_a_file_of_a_report_whoever_owns_its_folder() -> None:
    assert requested_reports(["tap=/dev/null"])[0] == RequestedReport("tap", "/dev/null")


def test_what_an_open_file_is_known_by_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "out"
    with file.open("wb") as stream:
        write_reports([RequestedReport("tap", f"/dev/fd/{stream.fileno()}")], _run())
        assert os.fstat(stream.fileno()).st_ino == file.stat().st_ino
    assert file.read_text().startswith("TAP version 14")


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("before")
    (tmp_path / "link").symlink_to("file")
    write_reports([RequestedReport("tap", str(tmp_path / "link"))], _run())
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text().startswith("TAP version 14")
