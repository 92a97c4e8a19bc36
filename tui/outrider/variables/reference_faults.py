"""What can be wrong with a name or a value: one sentence each, never a secret value."""

from __future__ import annotations

from outrider.errors import Fault, Severity, SourceLocation
from outrider.next_steps import DefineVariable, NextStep, SendFirst, SetOsVariable
from outrider.variables.variable_scope import ACCESS_TOKEN, VariableScope

_MAX_NAMES = 2_000


def unknown_name(name: str, place: SourceLocation, scope: VariableScope) -> Fault:
    """Nothing has this name; the nearest known names are in the advice."""
    if name.startswith("$"):
        return unknown_dynamic(name, place)
    script = scope.script_variables.get(name)
    if script is not None:
        return Fault(
            "unknown_variable",
            f'Variable "{name}" was set by the {script}.',
            place,
            "Outrider does not run the scripts of an imported collection, so it has no value.",
            f'For a token, give the folder or request an [auth]; otherwise define "{name}".',
            step=DefineVariable(name, file=scope.file),
        )
    capturing = scope.captured_by(name)
    if capturing:
        return Fault(
            "not_captured",
            f'Variable "{name}" has no value yet: request "{capturing}" captures it.',
            place,
            "A captured value lives for the session or run, in the environment of its response.",
            step=SendFirst(capturing, scope.request_id),
        )
    return Fault(
        "unknown_variable",
        f'Variable "{name}" is not defined.',
        place,
        "Searched: this session, the request, the environment, its folders, the workspace.",
        step=DefineVariable(name, _nearest(name, list(scope.names())), scope.file),
    )


def dynamic_names() -> frozenset[str]:
    """The names of the dynamic variables."""
    from outrider.variables.dynamic.dynamic_variables import NAMES  # its tables are rarely needed

    return NAMES


def nested_name(written: str, place: SourceLocation) -> Fault:
    """A reference whose name is made of others, which do not make one."""
    return Fault(
        "nested_reference",
        f"Reference {written[:80]} does not make the name of a variable.",
        place,
        "Inner references must be file variables or session values, and together make a name.",
        "Correct the inner reference, or write \\{{ for literal braces.",
    )


def unknown_dynamic(name: str, place: SourceLocation) -> Fault:
    """No dynamic variable has this name."""
    near = _nearest(name, list(dynamic_names()))
    other = "Use a Postman dynamic variable such as $guid, $timestamp or $randomInt."
    return Fault(
        "unknown_variable",
        f'Dynamic variable "{name}" does not exist.',
        place,
        "Names that start with $ are generated values ($guid, $timestamp) or $env.NAME.",
        f'Did you mean "{near[0]}"?' if near else other,
    )


def _nearest(name: str, known: list[str]) -> tuple[str, ...]:
    from difflib import get_close_matches  # only a mistake needs it

    return tuple(get_close_matches(name, known[:_MAX_NAMES], 3, 0.6))


def process_variable_unset(name: str, place: SourceLocation) -> Fault:
    """``{{$env.NAME}}`` of a variable that the process does not have."""
    return Fault(
        "process_variable_unset",
        f"OS environment variable {name} is not set.",
        place,
        f"{{{{$env.{name}}}}} reads it when Outrider starts.",
        step=SetOsVariable(name),
    )


OWN_TOKEN = "An auth definition cannot use its own token."
"""The reason why there is no token inside of a definition that fetches one."""


def no_access_token(reason: str, place: SourceLocation) -> Fault:
    """``{{access_token}}`` where there is no token."""
    if reason == OWN_TOKEN:
        return Fault(
            "no_access_token",
            f"{{{{{ACCESS_TOKEN}}}}} cannot be used inside an auth definition.",
            place,
            "The definition is what the token is fetched with.",
            "Use another variable or a secret.",
        )
    return Fault(
        "no_access_token",
        f"{{{{{ACCESS_TOKEN}}}}} has no value: the auth of this request does not fetch a token.",
        place,
        reason or "It is the access token of the request's OAuth 2.0 auth definition.",
        'Set type = "oauth2" in the request\'s [auth], or use another variable.',
    )


def reserved_name(place: SourceLocation) -> Fault:
    """A variable named like the token: a warning, for the token is what is used."""
    return Fault(
        "reserved_name",
        f'Variable "{ACCESS_TOKEN}" is ignored.',
        place,
        f"{{{{{ACCESS_TOKEN}}}}} is reserved for the access token of the request's auth.",
        "Rename the variable.",
        Severity.WARNING,
    )


def secret_not_opened(name: str, place: SourceLocation) -> Fault:
    """A secret whose value is not at hand."""
    return Fault(
        "secret_not_opened",
        f'Secret "{name}" could not be read.',
        place,
        "The request needs it.",
        "See the other error for the cause.",
    )


def secret_fault(
    called: str, value: str, place: SourceLocation, source: str = "", step: NextStep | None = None
) -> Fault | None:
    """What is wrong with a secret's value, if anything; the value itself is not told.

    Args:
        called: what it is, at the start of a sentence: ``Secret "x"``.
        value: of the secret.
        place: where the secret is written.
        source: where its value comes from; empty where that is its place.
        step: what gives it another value.
    """
    if not value:
        return Fault(
            "secret_empty",
            f"{called} is empty.",
            place,
            "Outrider never sends an empty credential.",
            f"Check its source: {source}." if source else "Enter a value.",
            step=step,
        )
    inner = value.strip()
    # A key in PEM is many lines, and blank lines around it mean nothing.
    if inner == value or "\n" in inner:
        return None
    end, outer = ("ends", value[-1]) if value[-1].isspace() else ("starts", value[0])
    blank = "line break" if outer in "\r\n" else "space"
    return Fault(
        "secret_blank",
        f"{called} {end} with a {blank}.",
        place,
        "This is usually left over from copying, and servers reject it.",
        f"Remove the {blank} at its source: {source}." if source else f"Remove the {blank}.",
        step=step,
    )
