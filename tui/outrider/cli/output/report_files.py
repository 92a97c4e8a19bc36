"""Which reports are asked for, and where they go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outrider.cli.output.reports import REPORTS
from outrider.cli.output.reports.reported_run import ReportedRun
from outrider.cli.output.reports.text_report import MOST_ROWS
from outrider.cli.output.text_output import write_output
from outrider.errors import SaveError, UsageError
from outrider.home_path import expand_home
from outrider.storage.files.atomic_write import can_write, save_error, write_atomically

DEFAULT_FORMAT = "text"
_MOST_LINKS = 40


class RequestedReport(Struct, frozen=True):
    """A report that is asked for.

    Attributes:
        format: name of a member of the registry.
        file: where it goes; empty for standard output.
    """

    format: str
    file: str = ""


def requested_reports(words: Sequence[str]) -> list[RequestedReport]:
    """The reports of ``--report FORMAT[=FILE]``; text on standard output where nothing else is.

    Raises:
        UsageError: a format is not known, a file cannot be written, or two reports would be on
            standard output or in one file.
    """
    reports = [_requested(word) for word in words]
    printed = [one.format for one in reports if not one.file]
    if len(printed) > 1:
        raise UsageError(
            f"{len(printed)} reports would be written to standard output: {', '.join(printed)}.",
            code="report",
            advice=f"Give all but one a file, such as --report {printed[1]}=FILE.",
        )
    files = [os.path.realpath(one.file) for one in reports if one.file]
    for one in reports:
        if one.file and files.count(os.path.realpath(one.file)) > 1:
            raise UsageError(
                f'Two reports would be written to "{one.file}".',
                code="report",
                advice="Give each its own file.",
            )
    return reports if printed else [*reports, RequestedReport(DEFAULT_FORMAT)]


def lists_each_request(reports: Sequence[RequestedReport], count: int) -> bool:
    """Whether what is printed has a line for each of so many requests, for people."""
    printed = [one.format for one in reports if not one.file]
    return printed == [DEFAULT_FORMAT] and count <= MOST_ROWS


def write_reports(
    reports: Sequence[RequestedReport], run: ReportedRun, *, brief: bool = False
) -> None:
    """Writes all of them: what is printed comes last.

    Args:
        reports: what is asked for.
        run: what came of the run.
        brief: what is printed for people has failures and the summary only.

    Raises:
        SaveError: a file cannot be written; the others are written all the same.
    """
    problems: list[SaveError] = []
    for one in sorted(reports, key=lambda report: not report.file):
        member = REPORTS.find(one.format)
        assert member is not None
        text = member.render(replace(run, is_brief=brief and not one.file))
        if not one.file:
            write_output(text, None)
            continue
        try:
            _write(one.file, text.encode("utf-8", "replace"))
        except SaveError as error:
            problems.append(error)
    if problems:
        sys.stdout.flush()
        raise problems[0]


def _write(file: str, data: bytes) -> None:
    """Writes a file; a device or a pipe is written to, and never replaced by a file.

    Raises:
        SaveError: it cannot be written.
    """
    path = Path(file)
    if not path.exists() or (path.is_file() and not _is_of_process(path)):
        write_atomically(path, data, shown=file)
        return
    try:
        with path.open("ab", buffering=0) as stream:
            view = memoryview(data)
            while view:
                view = view[stream.write(view) :]
    except OSError as error:
        raise save_error(error, file) from None


def _is_writable(path: Path) -> bool:
    """Whether a report can be written there, as far as modes tell."""
    if path.is_dir() or not path.parent.is_dir():
        return False
    if path.exists() and (not path.is_file() or _is_of_process(path)):
        return os.access(path, os.W_OK)
    return can_write(path)


def _is_of_process(path: Path) -> bool:
    """Whether a path stands for an open file, as ``/dev/stdout`` does: others have it open too."""
    places = {Path(os.path.abspath(one)) for one in (path, *_links(path))}  # noqa: PTH100
    return any(one.parts[1:2] == ("proc",) or one.parts[:3] == ("/", "dev", "fd") for one in places)


def _links(path: Path) -> Iterator[Path]:
    """Where a link leads, step by step."""
    for _ in range(_MOST_LINKS):
        if not path.is_symlink():
            return
        path = path.parent / path.readlink()
        yield path


def _requested(word: str) -> RequestedReport:
    name, equals, file = word.partition("=")
    if name not in REPORTS.names:
        raise UsageError(
            f'Report format "{name}" is unknown.',
            code="report",
            advice=f"Available: {', '.join(REPORTS.names)}.",
        )
    if not equals:
        return RequestedReport(name)
    if not file:
        raise UsageError(
            f"--report {word} has no file.",
            code="report",
            advice=f"Pass --report {name}=FILE, or --report {name} for standard output.",
        )
    path = expand_home(file)
    folder = Path(path).parent
    if not _is_writable(Path(path)):
        why = "It is a folder." if Path(path).is_dir() else ""
        why = why or ("" if folder.is_dir() else f'Folder "{folder}" does not exist.')
        raise UsageError(
            f'Report file "{file}" cannot be written.',
            code="report",
            why=why or "Permission denied.",
            advice="Name a file in a folder that you can write to. No request was sent.",
        )
    return RequestedReport(name, path)
