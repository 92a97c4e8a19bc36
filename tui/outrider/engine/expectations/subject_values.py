"""The values of a response that captures and expectations name."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

from outrider.engine.expectations.check_results import NOTHING
from outrider.engine.expectations.expected_values import ExpectedValues
from outrider.engine.expectations.json_values import parse_outputs
from outrider.engine.expectations.response_values import body_json, body_text, cookie_value
from outrider.engine.filters.check_process import CheckProcess
from outrider.errors import SourceLocation
from outrider.model.expectation import NAMED, Capture, Expectation, Subject
from outrider.model.message import ResponseMessage
from outrider.model.secret import reveal
from outrider.model.workspace import Request
from outrider.variables.program_references import resolve_jq


class CannotTry(Exception):
    """A value cannot be had, or not be compared; the message says why, as a sentence."""


class CheckedResponse(Struct, frozen=True):
    """A response to be looked at.

    Attributes:
        request: whose captures and expectations count.
        message: the response, whole.
        milliseconds: how long its exchange took.
        environment: id of its environment.
    """

    request: Request
    message: ResponseMessage
    milliseconds: float
    environment: str


class SubjectValues:
    """Looks into one response.

    Args:
        given: the response.
        process: what runs jq, regular expressions and schemas.
        expected: the values of references.

    Attributes:
        expected: the values of references, which grow with each capture.
    """

    def __init__(
        self, given: CheckedResponse, process: CheckProcess, expected: ExpectedValues
    ) -> None:
        self._given = given
        self._process = process
        self.expected = expected

    async def first(self, subject: Subject, argument: Any, place: SourceLocation) -> Any:
        """A value of the response, of several the first; :data:`NOTHING` where there is none.

        Raises:
            CannotTry: it cannot be had.
        """
        values = await self.all(subject, argument, place)
        return values[0] if values else NOTHING

    async def all(self, subject: Subject, argument: Any, place: SourceLocation) -> list[Any]:
        """The values of the response that an argument names; raises as :meth:`first`."""
        message = self._given.message
        match subject:
            case Subject.JQ:
                return await self._jq(argument, place)
            case Subject.HEADER:
                return list(message.headers_named(self._name(subject, argument, place)))[:1]
            case Subject.COOKIE:
                cookie = cookie_value(message, self._name(subject, argument, place))
                return [] if cookie is None else [cookie]
            case Subject.BODY:
                return [body_text(message)]
            case Subject.STATUS:
                return [message.status]
            case Subject.TIME:
                return [round(self._given.milliseconds, 1)]
        raise AssertionError(subject)

    def _name(self, subject: Subject, argument: str, place: SourceLocation) -> str:
        return self.expected.text(argument, place.inside(subject.value)).strip()

    async def _jq(self, written: str, place: SourceLocation) -> list[Any]:
        expected = self.expected
        program = resolve_jq(written, place.inside("jq"), expected.resolver, expected.type_of)
        outputs = await self.ask("jq", reveal(program), self.json)
        try:
            return parse_outputs(outputs)
        except (ValueError, RecursionError) as error:
            raise CannotTry(f"jq gave what cannot be read: {error}.") from None

    @cached_property
    def json(self) -> bytes:
        """The body for a reader of JSON."""
        return body_json(self._given.message)

    async def ask(self, kind: str, program: str, text: bytes) -> tuple[Any, ...]:
        """What a program finds in a text; raises as :meth:`first`."""
        answer = await self._process.ask(kind, program, text)
        if answer.problem:
            raise CannotTry(_sentence(kind, answer.problem))
        return answer.found


def subject_text(part: Expectation | Capture) -> str:
    """The part of a response as people write it: ``jq .id``, ``header "Location"``, ``status``."""
    if part.subject is Subject.JQ:
        return f"jq {part.argument}"
    if part.subject in NAMED:
        return f'{part.subject} "{part.argument}"'
    return part.subject.value


def _sentence(kind: str, problem: str) -> str:
    if kind == "jq" and not problem.startswith("jq "):
        return f"jq could not run: {problem}"
    return problem[:1].upper() + problem[1:]
