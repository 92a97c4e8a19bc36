"""The jq programs of captures and expectations as files have them, and which of them are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outrider.errors import Fault, SourceLocation
from outrider.model.expectation import Capture, Expectation, Subject
from outrider.model.workspace import Request
from outrider.toml_text.schema import dotted
from outrider.variables.reference_grammar import parse_template


def programs_of(item: Capture | Expectation) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The jq programs of a capture or an expectation, each with its key; references are null."""
    if item.subject is Subject.JQ:
        yield _without_references(item.argument), ("jq",)
    if isinstance(item, Expectation):
        for at, path in enumerate(item.ignore):
            yield f"del({path})", ("ignore", at)


def request_programs(request: Request) -> Iterator[tuple[str, SourceLocation]]:
    """Those of a request that count, each with its place."""
    tables: list[tuple[str, int, Capture | Expectation]] = [
        *(("capture", index, one) for index, one in request.active_captures),
        *(("expect", index, one) for index, one in request.active_expectations),
    ]
    for kind, index, item in tables:
        place = SourceLocation(request.file, (kind, index))
        for program, key in programs_of(item):
            yield program, place.inside(*key)


def program_faults(
    programs: Iterable[tuple[str, SourceLocation]], problems: Mapping[str, str]
) -> list[Fault]:
    """A fault for each program that jq cannot read.

    Args:
        programs: each with its place.
        problems: what is wrong with those that are none, as sentences.
    """
    return [
        Fault("wrong_value", f"{dotted(place.key)} is not a jq program.", place, problems[program])
        for program, place in programs
        if program in problems
    ]


def _without_references(written: str) -> str:
    """A program as it may become: no value changes what kind of program it is."""
    return "".join(one if isinstance(one, str) else "null" for one in parse_template(written))
