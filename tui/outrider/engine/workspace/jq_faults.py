"""What is wrong with the jq programs of captures and expectations, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outrider.engine.filters.jq_programs_check import jq_program_problems
from outrider.errors import Fault, SourceLocation
from outrider.model.expectation import Capture, Expectation, Subject
from outrider.model.workspace import Request
from outrider.toml_text.schema import dotted
from outrider.variables.reference_grammar import parse_template


def jq_faults(requests: Iterable[Request]) -> list[Fault]:
    """A fault for each program that jq cannot read, whatever its references stand for."""
    programs = [one for request in requests for one in _programs(request)]
    problems = jq_program_problems([program for program, _ in programs])
    return [
        Fault("wrong_value", f"{dotted(place.key)} is not a jq program.", place, problems[program])
        for program, place in programs
        if program in problems
    ]


def programs_of(item: Capture | Expectation) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The jq programs of a capture or an expectation, each with its key; references are null."""
    if item.subject is Subject.JQ:
        yield _without_references(item.argument), ("jq",)
    if isinstance(item, Expectation):
        for at, path in enumerate(item.ignore):
            yield f"del({path})", ("ignore", at)


def _programs(request: Request) -> Iterator[tuple[str, SourceLocation]]:
    tables: list[tuple[str, int, Capture | Expectation]] = [
        *(("capture", index, one) for index, one in request.active_captures),
        *(("expect", index, one) for index, one in request.active_expectations),
    ]
    for kind, index, item in tables:
        place = SourceLocation(request.file, (kind, index))
        for program, key in programs_of(item):
            yield program, place.inside(*key)


def _without_references(written: str) -> str:
    """A program as it may become: no value changes what kind of program it is."""
    return "".join(one if isinstance(one, str) else "null" for one in parse_template(written))
