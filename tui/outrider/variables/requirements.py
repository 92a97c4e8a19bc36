"""What a send will need, found before anything is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from outrider.errors import Fault, SourceLocation
from outrider.model.secret import reveal
from outrider.model.workspace import SecretRef, Variable
from outrider.variables.expansion import MAX_DEPTH, MAX_SIZE, Expansion, too_large
from outrider.variables.reference_faults import (
    dynamic_names,
    nested_name,
    reserved_name,
    unknown_name,
)
from outrider.variables.reference_grammar import NestedReference, Reference, parse_template
from outrider.variables.variable_scope import (
    DynamicVariable,
    Leaf,
    NameConflict,
    ProcessVariable,
    SessionOverride,
    TokenVariable,
    VariableScope,
    conflict_fault,
)

PLAIN_SIZE = 2_000
"""Characters that a plain name stands for at most."""

_PLAIN_DEPTH = MAX_DEPTH // 4


class Requirements(Struct, frozen=True):
    """What texts refer to, also through variables.

    Attributes:
        secrets: names of secrets to open.
        process: names of process variables to read.
        access_token: whether the token is asked for.
        variables: names of variables and where these are written, those of others included.
        faults: unknown names, circles, limits; warnings among them.
        overridden: names of secrets whose values the session gives.
    """

    secrets: frozenset[str]
    process: frozenset[str]
    access_token: bool
    variables: frozenset[tuple[str, SourceLocation]]
    faults: tuple[Fault, ...]
    overridden: frozenset[str] = frozenset()

    @property
    def credentials(self) -> frozenset[str]:
        """Names of secrets, whoever gives their values, and of OS environment variables."""
        return self.secrets | self.overridden | self.process


NO_REQUIREMENTS = Requirements(
    frozenset(), frozenset(), access_token=False, variables=frozenset(), faults=()
)
"""Those of no text."""


def find_requirements(
    written: Iterable[tuple[str, SourceLocation]], scope: VariableScope
) -> Requirements:
    """Looks through texts as they are written, and through every variable that they use."""
    surveyor = _RequirementFinder(scope)
    expansion = Expansion[int](scope, surveyor.leaf, surveyor.join, surveyor.note)
    for text, place in written:
        brought = 0
        for piece in scope.pieces(text):
            if isinstance(piece, NestedReference):
                surveyor.note(nested_name(piece.written, place))
            elif isinstance(piece, Reference):
                brought += expansion.value(piece.name, place) or 0
        if brought > MAX_SIZE:
            surveyor.note(too_large("This text", place))
    return Requirements(
        frozenset(surveyor.secrets),
        frozenset(surveyor.process),
        surveyor.access_token,
        frozenset(surveyor.variables),
        tuple(surveyor.faults),
        frozenset(surveyor.overridden),
    )


def is_plain(name: str, scope: VariableScope) -> bool:
    """Whether nothing is to be said of a text of ordinary size because it refers to a name.

    For one look at a name that many texts use: where this holds, :func:`find_requirements` finds
    no fault because of the name, of which :func:`names_outside` knows.
    """
    surveyor = _RequirementFinder(scope)
    expansion = Expansion[int](scope, surveyor.leaf, surveyor.join, surveyor.note)
    size = expansion.value(name, SourceLocation(""))
    small = size is not None and size <= PLAIN_SIZE
    return small and not surveyor.faults and expansion.height <= _PLAIN_DEPTH


def names_outside(
    written: Iterable[tuple[str, SourceLocation]], own: Mapping[str, Variable]
) -> frozenset[str] | None:
    """Which names texts refer to, also through variables of their own.

    Returns:
        The names that are none of these variables; nothing where something may be wrong although
        each of them is plain.
    """
    if not own:
        return _names_in(written)
    names: set[str] = set()
    faults: list[Fault] = []

    def leaf(name: str, _found: Leaf | None, _place: SourceLocation) -> int:
        names.add(name)
        return PLAIN_SIZE

    def join(parts: Sequence[str | int], _variable: Variable, _name: str) -> int:
        return sum(part if isinstance(part, int) else len(part) for part in parts)

    values = (one.value for one in own.values())
    if any(_nests(value) for value in values if isinstance(value, str)):
        return None
    expansion = Expansion[int](VariableScope(layers=(own,)), leaf, join, faults.append)
    for text, place in written:
        brought = 0
        for piece in parse_template(text):
            if isinstance(piece, NestedReference):
                return None
            if isinstance(piece, Reference):
                brought += expansion.value(piece.name, place) or 0
        if brought > MAX_SIZE:
            return None
    return None if faults or expansion.height > _PLAIN_DEPTH else frozenset(names)


def _names_in(written: Iterable[tuple[str, SourceLocation]]) -> frozenset[str] | None:
    """The same where there are no variables of their own."""
    names: set[str] = set()
    for text, _ in written:
        pieces = parse_template(text)
        if any(isinstance(piece, NestedReference) for piece in pieces):
            return None
        found = [piece.name for piece in pieces if isinstance(piece, Reference)]
        if len(found) * PLAIN_SIZE > MAX_SIZE:
            return None
        names.update(found)
    return frozenset(names)


def _nests(text: str) -> bool:
    """Whether what a text refers to depends on what stands around it."""
    return any(isinstance(piece, NestedReference) for piece in parse_template(text))


class _RequirementFinder(Struct):
    """Collects; a value is its length as far as it is known without opening anything."""

    scope: VariableScope
    secrets: set[str] = field(default_factory=set)
    process: set[str] = field(default_factory=set)
    overridden: set[str] = field(default_factory=set)
    access_token: bool = False
    variables: set[tuple[str, SourceLocation]] = field(default_factory=set)
    faults: dict[Fault, None] = field(default_factory=dict)

    def note(self, fault: Fault) -> None:
        self.faults[fault] = None

    def leaf(self, name: str, found: Leaf | None, place: SourceLocation) -> int | None:
        match found:
            case SessionOverride(value, is_secret):
                if is_secret:
                    self.overridden.add(name)
                return len(reveal(value))
            case SecretRef():
                self.secrets.add(name)
            case ProcessVariable(process):
                self.process.add(process)
            case TokenVariable(ignored):
                self.access_token = True
                if ignored is not None:
                    self.note(reserved_name(ignored))
            case DynamicVariable() if name in dynamic_names():
                pass
            case NameConflict(variable, secret):
                self.note(conflict_fault(name, variable, secret))
                return None
            case _:
                self.note(unknown_name(name, place, self.scope))
                return None
        return 0

    def join(self, parts: Sequence[str | int], variable: Variable, name: str) -> int | None:
        self.variables.add((name, variable.place))
        size = sum(part if isinstance(part, int) else len(part) for part in parts)
        if size > MAX_SIZE and len(parts) > 1:
            self.note(too_large(f'Variable "{name}"', variable.place))
            return None
        return size
