"""What ``outrider exec`` says of variables that it does not pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from outrider.engine.send.prepared_send import stop_on
from outrider.engine.send.program_variables import PassedOver, PassedOverReason, ProgramChoice
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault, Severity, UsageError

CODE = "not_passed"


def require_passed(
    choice: ProgramChoice, typed: Collection[str], snapshot: WorkspaceSnapshot
) -> None:
    """Stops where a variable or secret is not passed whose name the user typed.

    Raises:
        UsageError: its name is taken, or its value contains secrets.
        ResolveError: it cannot be resolved.
    """
    for one in choice.passed_over:
        if one.name not in typed:
            continue
        stop_on(list(one.faults), snapshot)
        what = f'"{one.name}" cannot be passed as OS environment variable {one.os_name}.'
        raise UsageError(what, code=CODE, why=_why(one), advice=_advice([one]))


def passed_over_warnings(choice: ProgramChoice) -> Iterator[Fault]:
    """A warning for each reason, with the names of all variables that it keeps back."""
    for reason in PassedOverReason:
        found = [one for one in choice.passed_over if one.reason is reason]
        if reason is PassedOverReason.OBEYED and found:
            yield _warning(_subject(found), "Programs obey such OS environment variables.", found)
            continue
        for one in found:
            yield _warning(_subject([one]), _why(one), [one])


def _warning(subject: str, why: str, found: list[PassedOver]) -> Fault:
    what = f"{subject} not passed."
    return Fault(CODE, what, None, why, _advice(found), severity=Severity.WARNING)


def _subject(found: list[PassedOver]) -> str:
    names = ", ".join(f'"{one.name}"' for one in found)
    return f"Variables {names} are" if len(found) > 1 else f"Variable {names} is"


def _why(one: PassedOver) -> str:
    others = ", ".join(f'"{name}"' for name in one.others)
    match one.reason:
        case PassedOverReason.OBEYED:
            return "Programs obey such an OS environment variable."
        case PassedOverReason.SECRET:
            return f"Its value contains {'secrets' if len(one.others) > 1 else 'secret'} {others}."
        case PassedOverReason.TAKEN:
            return f"OS environment variable {one.os_name} is for {one.others[0]}."
        case PassedOverReason.UNRESOLVED:
            return " ".join(fault.what for fault in one.faults)


def _advice(found: list[PassedOver]) -> str:
    first = found[0]
    match first.reason:
        case PassedOverReason.OBEYED:
            return f"Pass --prefix TEXT, or --variable {first.name} to pass what you name."
        case PassedOverReason.SECRET:
            return f"Pass {' '.join(f'--secret {name}' for name in first.others)} too."
        case PassedOverReason.TAKEN:
            return "Pass --prefix TEXT, or another --token-name."
        case PassedOverReason.UNRESOLVED:
            return ""
