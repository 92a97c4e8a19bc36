"""Writes the snapshots of a request anew, from a response that is as expected otherwise."""

from __future__ import annotations

from msgspec.structs import replace

from outrider.engine.expectations.check_results import CheckResult, ResponseChecks
from outrider.engine.expectations.expectation_files import ExpectationFiles
from outrider.engine.expectations.response_checker import ResponseChecker
from outrider.engine.expectations.subject_values import CannotTry
from outrider.errors import OutriderError, SourceLocation
from outrider.model.expectation import Expectation, Subject
from outrider.model.workspace import Request

_KEPT = "The snapshot was not written: the response is not as expected otherwise."


async def update_snapshots(
    checker: ResponseChecker,
    request: Request,
    status: int,
    checks: ResponseChecks,
    files: ExpectationFiles,
) -> ResponseChecks:
    """The results after every snapshot of the request was written anew.

    Nothing is written from a response whose status, or anything else, is not as expected: an
    error page would become what is expected from then on.

    Args:
        checker: of the response.
        request: with the expectations.
        status: of the response.
        checks: what the checker found.
        files: where snapshots are.
    """
    is_failure = status >= 400 and not checks.expects_status
    is_failure = is_failure or any(one.check != Subject.SNAPSHOT for one in checks.unmet)
    wanted = {
        SourceLocation(request.file, ("expect", index)).inside("snapshot"): one
        for index, one in enumerate(request.expectations)
        if one.subject is Subject.SNAPSHOT
    }
    results: list[CheckResult] = []
    for result in checks.results:
        found = wanted.get(result.place) if result.place is not None else None
        if found is None:
            results.append(result)
        elif is_failure:
            results.append(result if result.met else replace(result, why=_KEPT))
        else:
            place = SourceLocation(request.file, result.place.key[:-1] if result.place else ())
            results.append(await _written(checker, found, place, result, files))
    return replace(checks, results=tuple(results))


async def _written(
    checker: ResponseChecker,
    expectation: Expectation,
    place: SourceLocation,
    result: CheckResult,
    files: ExpectationFiles,
) -> CheckResult:
    where = place.inside("snapshot")
    try:
        path = checker.snapshot_file(expectation, place)
        data = (await checker.snapshot(expectation, place)).encode()
        if files.find(path, where) == data:
            return replace(result, met=True, why="")
        files.write(path, where, data)
    except CannotTry as problem:
        return replace(result, met=None, why=str(problem))
    except OutriderError as error:
        return replace(result, met=None, why=error.what)
    return replace(result, met=True, why="The snapshot was written.")
