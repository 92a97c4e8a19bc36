"""Which variables another program gets, under which names of OS environment variables.

Files come from others, and programs obey many variables (``LD_PRELOAD``, ``PATH``, ``http_proxy``):
what a file defines is passed under such a name only where the user has typed that name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from enum import Enum, auto
from types import MappingProxyType

from msgspec import Struct

from outrider.engine.send.request_scopes import environment_scope, request_scope
from outrider.engine.send.send_job import OverrideOrigin, WorkspaceSnapshot
from outrider.errors import Fault, Severity, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import RequestWithFolders
from outrider.variables.reference_grammar import is_name
from outrider.variables.requirements import Requirements, find_requirements
from outrider.variables.variable_scope import ACCESS_TOKEN, VariableScope

_OBEYED = lazy_pattern(
    r"_*[A-Z][A-Z0-9]*(_.*)?|_+[A-Z0-9_]*|(?i:.*_proxy|(npm|pnpm|yarn)_.*)", re.ASCII
)
"""Names that programs read: POSIX.1-2017 (XBD 8.1) leaves capitals to them; a few have others."""

_LIVED_BY = lazy_pattern(
    r"PATH|HOME|IFS|ENV|SHELL|USER|LOGNAME|PWD|TERM|TMPDIR|LANG|TZ|BASH_ENV|SHELLOPTS|CLASSPATH"
    r"|(LD|DYLD|LC)_[A-Z0-9_]+|PYTHON[A-Z]+|NODE_(OPTIONS|PATH)|PERL5?(LIB|OPT)|RUBY(LIB|OPT)"
    r"|_?JAVA_(TOOL_)?OPTIONS|(?i:(all|https?|no)_proxy)"
)
"""Names by which programs are found, loaded and run: none of them is one for a token."""

_NOT_IN_A_NAME = lazy_pattern(r"[^A-Za-z0-9_]", re.ASCII)


class ProgramWish(Struct, frozen=True):
    """What the user wants a program to get.

    Attributes:
        names: of variables: these only; ``None`` for all of the scope.
        secrets: names of secrets.
        prefix: before the names of variables and secrets.
        taken: OS environment variables that have a meaning of their own, by what they are for.
    """

    names: frozenset[str] | None = None
    secrets: frozenset[str] = frozenset()
    prefix: str = ""
    taken: Mapping[str, str] = MappingProxyType({})


class PassedOverReason(Enum):
    """Why a variable is not passed."""

    OBEYED = auto()
    SECRET = auto()
    UNRESOLVED = auto()
    TAKEN = auto()


class PassedOver(Struct, frozen=True):
    """A variable that is not passed.

    Attributes:
        name: of the variable.
        os_name: the OS environment variable that it would be.
        reason: why.
        faults: what cannot be resolved.
        others: the secrets that its value contains, or what has the name already.
    """

    name: str
    os_name: str
    reason: PassedOverReason
    faults: tuple[Fault, ...] = ()
    others: tuple[str, ...] = ()


class ProgramChoice(Struct, frozen=True):
    """The variables and secrets that are passed, each with the name that it gets.

    Attributes:
        scope: where they are looked up.
        names: of OS environment variables, by name of variable or secret.
        passed_over: what is not passed, by name.
    """

    scope: VariableScope
    names: Mapping[str, str]
    passed_over: tuple[PassedOver, ...] = ()


def os_variable_name(name: str) -> str:
    """A name that every shell can read: other characters than letters, digits and _ become _."""
    text = _NOT_IN_A_NAME.sub("_", name)
    return f"_{text}" if text[:1].isdigit() else text


def is_os_variable_name(text: str) -> bool:
    """Whether a text is such a name already."""
    return bool(text) and text == os_variable_name(text)


def is_lived_by(text: str) -> bool:
    """Whether programs do not start, or start others, where a variable of this name is a token."""
    return _LIVED_BY.fullmatch(text) is not None


def program_scope(snapshot: WorkspaceSnapshot, request: RequestWithFolders | None) -> VariableScope:
    """What references find in the environment; with a request, also in it and its folders."""
    return environment_scope(snapshot) if request is None else request_scope(snapshot, request)


def variables_in(scope: VariableScope) -> tuple[str, ...]:
    """The names of all variables that are no secrets, in order."""
    found = {*scope.overrides, *(name for layer in scope.layers for name in layer)}
    return tuple(sorted(filter(is_name, found - {ACCESS_TOKEN, *scope.secrets})))


def choose_variables(
    snapshot: WorkspaceSnapshot, request: RequestWithFolders | None, wish: ProgramWish
) -> ProgramChoice:
    """Which variables and secrets a program gets; nothing is opened for it.

    Args:
        snapshot: the files.
        request: whose variables and folders count too; ``None`` for the environment alone.
        wish: names that exist.
    """
    scope = program_scope(snapshot, request)
    typed = snapshot.override_origin is OverrideOrigin.COMMAND_LINE
    meant = {*wish.secrets, *(wish.names or ()), *(scope.overrides if typed else ())}
    names: dict[str, str] = {}
    taken = dict(wish.taken)
    passed_over = []
    wanted = variables_in(scope) if wish.names is None else sorted(wish.names)
    for name in (*sorted(wish.secrets), *wanted):
        os_name = os_variable_name(wish.prefix + name)
        is_meant = bool(wish.prefix) or name in meant
        found = _passed_over(name, os_name, scope, wish.secrets, taken, is_meant=is_meant)
        if found is None:
            names[name] = os_name
            kind = "secret" if name in wish.secrets else "variable"
            taken[os_name] = f'{kind} "{name}"'
        else:
            passed_over.append(found)
    return ProgramChoice(scope, names, tuple(passed_over))


def references_to(names: Iterable[str]) -> list[tuple[str, SourceLocation]]:
    """A text for each name that refers to it."""
    return [(f"{{{{{name}}}}}", SourceLocation("", (name,))) for name in names]


def _passed_over(
    name: str,
    os_name: str,
    scope: VariableScope,
    secrets: Collection[str],
    taken: Mapping[str, str],
    *,
    is_meant: bool,
) -> PassedOver | None:
    if not is_meant and _OBEYED.fullmatch(os_name):
        return PassedOver(name, os_name, PassedOverReason.OBEYED)
    if os_name in taken:
        return PassedOver(name, os_name, PassedOverReason.TAKEN, others=(taken[os_name],))
    looked = find_requirements(references_to([name]), scope)
    errors = tuple(fault for fault in looked.faults if fault.severity is Severity.ERROR)
    if errors:
        return PassedOver(name, os_name, PassedOverReason.UNRESOLVED, errors)
    unnamed = _secrets_of(looked) - set(secrets)
    if unnamed:
        return PassedOver(name, os_name, PassedOverReason.SECRET, others=tuple(sorted(unnamed)))
    return None


def _secrets_of(looked: Requirements) -> frozenset[str]:
    return looked.secrets | looked.overridden
