"""The texts of captures and expectations in which references count, and what they refer to."""

from __future__ import annotations

from msgspec import structs

from outrider.errors import Fault, SourceLocation
from outrider.model.workspace import Request
from outrider.variables.requirements import NO_REQUIREMENTS, Requirements, find_requirements
from outrider.variables.variable_scope import VariableScope


def expectation_templates(request: Request) -> list[tuple[str, SourceLocation]]:
    """Every such text of a request, and its place."""
    templates = []
    for index, capture in request.active_captures:
        here = SourceLocation(request.file, ("capture", index))
        templates.append((capture.argument, here.inside(capture.subject.value)))
        templates.append((capture.regex or "", here.inside("regex")))
    for index, expectation in request.active_expectations:
        here = SourceLocation(request.file, ("expect", index))
        templates += [(text, here.inside(*key)) for key, text in expectation.texts()]
    return [(written, place) for written, place in templates if written]


def expectation_requirements(request: Request, scope: VariableScope) -> Requirements:
    """What captures and expectations of a request refer to.

    What the request captures itself is there by then.
    """
    templates = expectation_templates(request)
    if not templates:
        return NO_REQUIREMENTS
    own = {capture.name: "" for _, capture in request.active_captures}
    return find_requirements(templates, structs.replace(scope, captured={**own, **scope.captured}))


def capture_conflicts(request: Request, scope: VariableScope) -> list[Fault]:
    """A fault for each capture that has a secret's name."""
    return [
        Fault(
            "shadowed_secret",
            f'Captured variable "{capture.name}" has the name of a secret.',
            SourceLocation(request.file, ("capture", index, "name")),
            f"Variables and secrets share one namespace. The secret is at {secret.place}.",
            "Rename one of them.",
        )
        for index, capture in request.active_captures
        if (secret := scope.secrets.get(capture.name)) is not None
    ]
