"""Expands variables inside variables: each once, without recursion, within limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from outrider.errors import Fault, SourceLocation
from outrider.model.workspace import Variable, scalar_text
from outrider.variables.reference_faults import nested_name
from outrider.variables.reference_grammar import NestedReference, Reference, TemplatePiece
from outrider.variables.variable_scope import Leaf, VariableScope

MAX_DEPTH = 100
"""Variables inside variables."""

MAX_SIZE = 1_000_000
"""Characters that references may bring into one text."""

MAX_TOTAL = 8 * MAX_SIZE
"""Characters that references may bring into all texts of one send."""

T = TypeVar("T")


class _Frame(Struct):
    """A variable that is being expanded, and how far its references were looked at."""

    name: str
    variable: Variable
    pieces: tuple[TemplatePiece, ...]
    position: int = 0
    height: int = 1
    broken: bool = False


class _Expanded(Struct, Generic[T], frozen=True):
    """A variable's value, ``None`` after a fault; and how deep variables nest in it."""

    value: T | None
    height: int


class Expansion(Generic[T]):
    """The values of variables in one scope; a variable has one value however often it is used.

    Attributes:
        scope: where names are looked up.
        leaf: the value of what is not a variable, for the place that refers to it; ``None``
            when that is a fault, which it has noted.
        join: a variable's value from its pieces; ``None`` when that is a fault.
        note: takes faults.
    """

    def __init__(
        self,
        scope: VariableScope,
        leaf: Callable[[str, Leaf | None, SourceLocation], T | None],
        join: Callable[[Sequence[str | T], Variable, str], T | None],
        note: Callable[[Fault], None],
    ) -> None:
        self.scope = scope
        self.leaf = leaf
        self.join = join
        self.note = note
        self._done: dict[str, _Expanded[T]] = {}

    @property
    def height(self) -> int:
        """How deep variables nest in what was expanded so far."""
        return max((one.height for one in self._done.values()), default=0)

    def value(self, name: str, place: SourceLocation) -> T | None:
        """What the reference at ``place`` stands for; ``None`` after a fault."""
        found = self.scope.find(name)
        if not isinstance(found, Variable):
            return self.leaf(name, found, place)
        if name not in self._done:
            self._expand(name, found)
        return self._done[name].value

    def _expand(self, name: str, variable: Variable) -> None:
        """Expands a variable after the variables that it refers to."""
        path = {name: _frame(name, variable, self.scope)}
        stack = [path[name]]
        while stack:
            frame = stack[-1]
            inner = self._next_variable(frame, path)
            if inner is None:
                self._done[frame.name] = self._finish(frame)
                stack.pop()
                del path[frame.name]
            else:
                path[inner.name] = inner
                stack.append(inner)

    def _next_variable(self, frame: _Frame, path: dict[str, _Frame]) -> _Frame | None:
        """The next variable that has to be expanded before this one."""
        while frame.position < len(frame.pieces):
            piece = frame.pieces[frame.position]
            if isinstance(piece, Reference):
                done = self._done.get(piece.name)
                if done is not None:
                    frame.height = max(frame.height, done.height + 1)
                elif piece.name in path:
                    frame.broken = True
                    self.note(_cycle([*path], piece.name, path[piece.name].variable.place))
                elif isinstance(found := self.scope.find(piece.name), Variable):
                    return _frame(piece.name, found, self.scope)
            frame.position += 1
        return None

    def _finish(self, frame: _Frame) -> _Expanded[T]:
        if frame.height > MAX_DEPTH:
            # Once is enough: whatever refers to it fails without a word of its own.
            if frame.height == MAX_DEPTH + 1 and not frame.broken:
                self.note(_too_deep(frame))
            return _Expanded(None, frame.height)
        parts: list[str | T] = []
        for piece in frame.pieces:
            if isinstance(piece, str):
                parts.append(piece)
            elif isinstance(piece, NestedReference):
                self.note(nested_name(piece.written, frame.variable.place))
                frame.broken = True
            elif not self._is_cycle(piece.name, frame):
                value = self.value(piece.name, frame.variable.place)
                if value is None:
                    frame.broken = True
                else:
                    parts.append(value)
        value = None if frame.broken else self.join(parts, frame.variable, frame.name)
        return _Expanded(value, frame.height)

    def _is_cycle(self, name: str, frame: _Frame) -> bool:
        """Whether the name is a variable further up, whose value cannot be had here."""
        return (
            frame.broken and name not in self._done and isinstance(self.scope.find(name), Variable)
        )


def _frame(name: str, variable: Variable, scope: VariableScope) -> _Frame:
    written = variable.value
    pieces = scope.pieces(written) if isinstance(written, str) else (scalar_text(written),)
    return _Frame(name, variable, pieces)


def _cycle(path: list[str], name: str, place: SourceLocation) -> Fault:
    """The fault of variables that refer to each other in a circle."""
    names = [*path[path.index(name) :], name]
    if len(names) > 8:
        names = [*names[:4], "…", *names[-3:]]
    return Fault(
        "variable_cycle",
        f"Variables refer to each other in a cycle: {' → '.join(names)}.",
        place,
        "A variable whose value needs the variable itself has no value.",
        "Set one of them to a value without a reference to the others.",
    )


def _too_deep(frame: _Frame) -> Fault:
    return Fault(
        "variable_depth",
        f'Variable "{frame.name}" is nested more than {MAX_DEPTH} levels deep.',
        frame.variable.place,
        "",
        "Set it to the value itself.",
    )


def too_large(what: str, place: SourceLocation) -> Fault:
    """The fault of references that bring too much text."""
    return Fault(
        "variable_size",
        f"{what} is longer than {MAX_SIZE:,} characters after substitution.",
        place,
        "This is the limit for substituted text.",
        'Move the content to a file and use a body of type = "file".',
    )
