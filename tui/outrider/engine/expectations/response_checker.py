"""Takes captures out of a response, then checks what is expected of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from outrider.credential_shapes import has_credential_shape, is_credential
from outrider.engine.expectations.check_results import (
    CAPTURE,
    NOT_YET,
    NOTHING,
    CapturedValue,
    CheckResult,
    ResponseChecks,
)
from outrider.engine.expectations.comparisons import NotComparable, is_met
from outrider.engine.expectations.expectation_files import ExpectationFiles
from outrider.engine.expectations.expected_values import ExpectedValues
from outrider.engine.expectations.json_values import as_variable
from outrider.engine.expectations.response_values import (
    body_text,
    has_json_body,
)
from outrider.engine.expectations.schema_documents import SchemaProblem, schema_documents
from outrider.engine.expectations.snapshot_text import difference, snapshot_of_json
from outrider.engine.expectations.subject_values import (
    CannotTry,
    CheckedResponse,
    SubjectValues,
    subject_text,
)
from outrider.engine.expectations.untyped_text import type_difference, typed_for
from outrider.engine.filters.check_process import CheckProcess
from outrider.errors import OutriderError, SourceLocation
from outrider.model.expectation import (
    Capture,
    Check,
    CheckKind,
    Expectation,
    Subject,
)
from outrider.model.secret import reveal
from outrider.variables.program_references import resolve_regex

_PATH_MEMBER = "."


class ResponseChecker:
    """Looks at one response.

    Args:
        given: the response.
        process: what runs jq, regular expressions and schemas.
        files: what reads schemas and snapshots.
        expected: the values of references, given what has been captured.
        mask: masks what is secret in a text.
    """

    def __init__(
        self,
        given: CheckedResponse,
        process: CheckProcess,
        files: ExpectationFiles,
        expected: Callable[[Sequence[CapturedValue]], ExpectedValues],
        mask: Callable[[str], str],
    ) -> None:
        self._given = given
        self._files = files
        self._expected = expected
        self._subjects = SubjectValues(given, process, expected(()))
        self._mask = mask

    async def run(self) -> ResponseChecks:
        """All captures in order, then all expectations."""
        request = self._given.request
        captured: list[CapturedValue] = []
        results: list[CheckResult] = []
        for index, capture in request.active_captures:
            place = SourceLocation(request.file, ("capture", index))
            try:
                value = await self._captured(capture, place)
            except CannotTry as problem:
                results.append(_not_captured(capture, place, None, str(problem)))
                continue
            if value is NOTHING:
                is_known = capture.name in self._subjects.expected.captured
                what = f"Nothing was found{'; the older value stays' if is_known else ''}."
                results.append(_not_captured(capture, place, False, what))
                continue
            captured.append(
                CapturedValue(
                    capture.name,
                    value,
                    _is_secret(capture, value),
                    request.id,
                    self._given.environment,
                    index,
                )
            )
            self._subjects.expected = self._expected(captured)
        for index, expectation in request.active_expectations:
            place = SourceLocation(request.file, ("expect", index))
            results += await self._checked(expectation, place)
        expects_status = any(one.statuses for _, one in request.active_expectations)
        return ResponseChecks(tuple(captured), tuple(results), expects_status)

    async def snapshot(self, expectation: Expectation, place: SourceLocation) -> str:
        """The response as a snapshot keeps it, masked.

        Raises:
            CannotTry: it cannot be made.
        """
        if not has_json_body(self._given.message):
            return self._mask(body_text(self._given.message))
        text = self._subjects.json
        if expectation.ignore:
            program = f"del({', '.join(expectation.ignore)})"
            outputs = await self._subjects.ask("jq", program, text)
            text = str(outputs[0] if outputs else "null").encode()
        try:
            return self._mask(snapshot_of_json(text.decode("utf-8", "replace")))
        except ValueError as error:
            raise CannotTry(f"The body is not JSON: {error}.") from None

    def snapshot_file(self, expectation: Expectation, place: SourceLocation) -> str:
        """The file of a snapshot, its references resolved."""
        return self._subjects.expected.text(expectation.argument, place.inside("snapshot"))

    async def _captured(self, capture: Capture, place: SourceLocation) -> Any:
        value = await self._subjects.first(capture.subject, capture.argument, place)
        if value is NOTHING or value is None:
            return NOTHING
        if capture.regex is None:
            return value
        pattern = resolve_regex(
            capture.regex, place.inside("regex"), self._subjects.expected.resolver
        )
        found = await self._subjects.ask("regex", reveal(pattern), as_variable(value).encode())
        return found[0] if found else NOTHING

    async def _checked(self, expectation: Expectation, place: SourceLocation) -> list[CheckResult]:
        match expectation.subject:
            case Subject.STATUS:
                return [self._status(expectation, place)]
            case Subject.SCHEMA:
                return [await self._tried(self._schema(expectation, place), expectation, place)]
            case Subject.SNAPSHOT:
                return [await self._tried(self._snapshot(expectation, place), expectation, place)]
        try:
            values = await self._subjects.all(expectation.subject, expectation.argument, place)
        except CannotTry as problem:
            return [
                self._result(expectation, check, place, NOTHING, None, str(problem))
                for check in expectation.checks
            ]
        actual = values[0] if len(values) == 1 else values or NOTHING
        return [await self._compared(expectation, one, place, actual) for one in expectation.checks]

    async def _compared(
        self, expectation: Expectation, check: Check, place: SourceLocation, actual: Any
    ) -> CheckResult:
        there = actual is not NOTHING and actual is not None
        if check.kind is CheckKind.EXISTS:
            return self._result(expectation, check, place, actual, there is check.expected)
        expected = self._subjects.expected.of(check.expected, place.inside(check.kind.value))
        if actual is NOTHING:
            why = f"The response has no {subject_text(expectation)}."
            if expectation.subject is Subject.JQ:
                why = "jq gave no output."
            return self._result(expectation, check, place, actual, False, why, expected)
        expected, why = typed_for(check.kind, expected, actual), ""
        try:
            if check.kind is CheckKind.MATCHES:
                met = await self._matches(check, place, actual)
            else:
                met = is_met(check.kind, expected, actual)
                why = "" if met else type_difference(check.kind, expected, actual)
        except (CannotTry, NotComparable) as problem:
            return self._result(expectation, check, place, actual, None, str(problem), expected)
        return self._result(expectation, check, place, actual, met, why, expected)

    async def _matches(self, check: Check, place: SourceLocation, actual: Any) -> bool:
        where = place.inside(check.kind.value)
        pattern = resolve_regex(check.expected, where, self._subjects.expected.resolver)
        # A search that finds an empty text has found one.
        found = await self._subjects.ask(
            "regex", f"({reveal(pattern)})", as_variable(actual).encode()
        )
        return bool(found)

    def _status(self, expectation: Expectation, place: SourceLocation) -> CheckResult:
        status = self._given.message.status
        wanted = expectation.statuses
        met = any(
            status // 100 == int(one[0]) if isinstance(one, str) else status == one
            for one in wanted
        )
        expected = wanted[0] if len(wanted) == 1 else list(wanted)
        return CheckResult(
            expectation.name, "status", "status", expected, status, met, "", place.inside("status")
        )

    async def _schema(self, expectation: Expectation, place: SourceLocation) -> tuple[bool, str]:
        where = place.inside("schema")
        path = self._subjects.expected.text(expectation.argument, where)
        try:
            # As it was written: in a URI the slash before an absolute path is lost.
            self._files.path(path, where)
            documents = schema_documents(path, lambda one: self._files.read(one, where))
        except SchemaProblem as problem:
            raise CannotTry(str(problem)) from None
        except OutriderError as error:
            raise CannotTry(error.what) from None
        found = await self._subjects.ask("schema", documents, self._subjects.json)
        lines = (f"{one['path']}: {one['message']}" for one in found)
        return not found, "; ".join(lines)

    async def _snapshot(self, expectation: Expectation, place: SourceLocation) -> tuple[bool, str]:
        where = place.inside("snapshot")
        path = self.snapshot_file(expectation, place)
        try:
            kept = self._files.find(path, where)
        except OutriderError as error:
            raise CannotTry(error.what) from None
        if kept is None:
            raise CannotTry(f'Snapshot "{path}" {NOT_YET}')
        now = await self.snapshot(expectation, place)
        differs = difference(kept.decode("utf-8", "replace"), now)
        return not differs, differs

    async def _tried(
        self, outcome: Any, expectation: Expectation, place: SourceLocation
    ) -> CheckResult:
        try:
            met, why = await outcome
        except CannotTry as problem:
            met, why = None, str(problem)
        subject = expectation.subject.value
        return CheckResult(
            expectation.name,
            subject,
            subject,
            expectation.argument,
            NOTHING,
            met,
            why,
            place.inside(subject),
        )

    @staticmethod
    def _result(
        expectation: Expectation,
        check: Check,
        place: SourceLocation,
        actual: Any,
        met: bool | None,
        why: str = "",
        expected: Any = NOTHING,
    ) -> CheckResult:
        return CheckResult(
            expectation.name,
            subject_text(expectation),
            check.kind.value,
            check.expected if expected is NOTHING else expected,
            actual,
            met,
            why,
            place.inside(check.kind.value),
        )


def _not_captured(
    capture: Capture, place: SourceLocation, met: bool | None, why: str
) -> CheckResult:
    return CheckResult(
        capture.name, subject_text(capture), CAPTURE, NOTHING, NOTHING, met, why, place
    )


def _is_secret(capture: Capture, value: Any) -> bool:
    """Whether a captured value is masked: the file says so, or it looks like a credential."""
    text = as_variable(value)
    return (
        capture.secret
        or has_credential_shape(text)
        or any(is_credential(name, text) for name in _names(capture))
    )


def _names(capture: Capture) -> Iterator[str]:
    yield capture.name
    if capture.subject is Subject.JQ:
        yield capture.argument.rsplit(_PATH_MEMBER, 1)[-1].strip('"[]')
    elif capture.subject is Subject.COOKIE:
        yield "cookie"
    elif capture.subject is Subject.HEADER:
        yield capture.argument
