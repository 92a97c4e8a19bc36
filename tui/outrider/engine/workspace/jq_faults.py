"""What is wrong with the jq programs of captures and expectations, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outrider.engine.filters.jq_programs_check import jq_program_problems
from outrider.errors import Fault, SourceLocation
from outrider.model.expectation import Subject
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


def _programs(request: Request) -> Iterator[tuple[str, SourceLocation]]:
    for index, capture in request.active_captures:
        if capture.subject is Subject.JQ:
            place = SourceLocation(request.file, ("capture", index, "jq"))
            yield _without_references(capture.argument), place
    for index, expectation in request.active_expectations:
        here = SourceLocation(request.file, ("expect", index))
        if expectation.subject is Subject.JQ:
            yield _without_references(expectation.argument), here.inside("jq")
        for at, path in enumerate(expectation.ignore):
            yield f"del({path})", here.inside("ignore").inside(at)


def _without_references(written: str) -> str:
    """A program as it may become: no value changes what kind of program it is."""
    return "".join(one if isinstance(one, str) else "null" for one in parse_template(written))
