from __future__ import annotations

import io
from pathlib import Path

from outrider.crash_report import save_report, write_report


def broken() -> BaseException:
    client_secret = "canary-secret"
    try:
        try:
            raise KeyError(client_secret)
        except KeyError as error:
            raise ValueError(f"of {client_secret}") from error
    except ValueError as error:
        return error


def test_a_report_names_types_and_lines_and_no_values() -> None:
    out = io.StringIO()
    write_report(broken(), out)
    text = out.getvalue()
    assert text.startswith("Internal error: ValueError.\n")
    assert "while: KeyError" in text
    assert "test_crash_report.py:" in text
    assert "canary" not in text


def test_each_report_has_a_file_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "a/b"
    one, two = save_report(broken(), folder), save_report(broken(), folder)
    assert one is not None
    assert two is not None
    assert one != two
    assert one.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "ValueError" in one.read_text()


def test_a_report_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert save_report(broken(), tmp_path / "file") is None
