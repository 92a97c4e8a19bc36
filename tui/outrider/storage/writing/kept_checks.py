"""Captures and expectations that somebody added stay where an import brings its own."""

from __future__ import annotations

from collections.abc import Container

from msgspec import structs

from outrider.errors import OutriderError
from outrider.model.expectation import Capture, Expectation
from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.workspace import Request
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.toml_text.table_diff import strictly_equal


def with_kept_checks(
    imported: ImportResult, reader: WorkspaceReader, settled: Container[str] = ()
) -> ImportResult:
    """What is imported, with the captures and expectations that are there and not the import's.

    Known by their names: a capture of the same variable, and the expectations of a test that the
    import has, are the import's. Files that are ``settled`` stay as they are imported.
    """
    there = reader.collection().requests
    report = ImportReport()
    requests = tuple(
        one if one.file in settled else _kept(one, there.get(one.id), report)
        for one in imported.requests
    )
    for one in requests:
        _tell_secrets(one, reader, report)
    if requests == imported.requests and not report.remarks:
        return imported
    remarks = (*imported.remarks, *report.remarks)
    return structs.replace(imported, requests=requests, remarks=remarks)


def _kept(one: Request, there: Request | None, report: ImportReport) -> Request:
    if there is None or not there.is_checked:
        return one
    captures = _merged_captures(one.captures, there.captures)
    expectations = _merged_expectations(one.expectations, there.expectations)
    more = len(captures) + len(expectations) - len(one.captures) - len(one.expectations)
    if more:
        report.changed(
            f"Captures and expectations in {one.file} were kept: {more}.",
            why="The file has them; the import has none of their names.",
        )
    off = _disabled(captures, expectations) - _disabled(one.captures, one.expectations)
    if off > 0:
        report.changed(
            f"Captures and expectations in {one.file} are still disabled: {off}.",
            why="The file has enabled = false.",
        )
    return structs.replace(one, captures=captures, expectations=expectations)


def _disabled(captures: tuple[Capture, ...], expectations: tuple[Expectation, ...]) -> int:
    return sum(not it.enabled for it in captures) + sum(not it.enabled for it in expectations)


def _merged_captures(
    brought: tuple[Capture, ...], there: tuple[Capture, ...]
) -> tuple[Capture, ...]:
    """Each capture of the import in the place of the one of its name; one that is off stays so."""
    by_name = {one.name: one for one in brought}
    known = []
    for one in there:
        found = by_name.pop(one.name, one)
        known.append(structs.replace(found, enabled=found.enabled and one.enabled))
    return (*known, *by_name.values())


def _merged_expectations(
    brought: tuple[Expectation, ...], there: tuple[Expectation, ...]
) -> tuple[Expectation, ...]:
    """Each test of the import in the place of what the file has of it, the others behind.

    What the file has switched off stays so.
    """
    left = [_as_off_as(one, there) for one in brought]
    brought = tuple(left)
    names = {one.name for one in brought if one.name}
    unnamed = [structs.replace(one, name="") for one in brought]
    merged: list[Expectation] = []
    for one in there:
        if one.name in names:
            merged += [each for each in left if each.name == one.name]
            left = [each for each in left if each.name != one.name]
        elif not one.name and any(_is_same(one, each) for each in unnamed):
            found = next(
                (each for each in left if _is_same(structs.replace(each, name=""), one)), None
            )
            if found is not None:
                merged.append(found)
                left.remove(found)
        else:
            merged.append(one)
    return (*merged, *left)


def _as_off_as(one: Expectation, there: tuple[Expectation, ...]) -> Expectation:
    """The expectation, disabled where the file has the same one so, or all of its test."""
    named = [it.enabled for it in there if it.name and it.name == one.name]
    plain = structs.replace(one, name="", enabled=False)
    same = [
        it.enabled
        for it in there
        if it.name in {"", one.name}
        and _is_same(structs.replace(it, name="", enabled=False), plain)
    ]
    is_off = not any(same) if same else bool(named) and not any(named)
    return structs.replace(one, enabled=False) if is_off else one


def _is_same(one: Expectation, other: Expectation) -> bool:
    """Whether two are one expectation; for Python ``true`` would be 1 as well."""
    if structs.replace(one, checks=()) != structs.replace(other, checks=()):
        return False
    return len(one.checks) == len(other.checks) and all(
        first.kind is second.kind and strictly_equal(first.expected, second.expected)
        for first, second in zip(one.checks, other.checks, strict=True)
    )


def _tell_secrets(one: Request, reader: WorkspaceReader, report: ImportReport) -> None:
    """Names secrets of the workspace that a request would capture."""
    for environment_id in reader.environment_ids() if one.captures else ():
        try:
            environment = reader.environment(environment_id)
        except OutriderError:
            # What is wrong with it is told where it is planned, or by the check.
            continue
        for capture in one.captures:
            if capture.name in environment.secrets:
                report.lost(
                    f'Request "{one.name}" cannot capture "{capture.name}": it is a secret of '
                    f'environment "{environment.name}".',
                    why="A captured variable cannot have the name of a secret.",
                    advice=f"Remove it from [secrets] of {environment.file}.",
                )
