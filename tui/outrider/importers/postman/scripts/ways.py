"""The ways that a script may go where nobody knows which: each is gone, from the same state.

What they give differently is unknown where they meet. They meet behind the statement; a way that
jumps (``return``, ``break``, ``continue``, ``throw``) meets the others where it jumps to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from outrider.importers.postman.scripts.merging import MISSING, Condition, merge, merged_cell
from outrider.importers.postman.scripts.script_values import ArrayValue, Value
from outrider.importers.postman.scripts.statement_ends import (
    THROWN,
    EndKind,
    ScriptThrow,
    StatementEnd,
)
from outrider.importers.postman.scripts.syntax import BrokenScript

_Container = dict[str, Value] | ArrayValue
_Cells = dict[tuple[int, str], tuple[_Container, str, Any]]
"""Changed things: what holds each, its name there, and a value."""
_Run = Callable[[], StatementEnd]
_MOST_JUMPS = 60
_THROWN_OR_NOT = frozenset({EndKind.NEXT, EndKind.THROW})


class JumpedWay(Struct, eq=False):
    """A way that has jumped, while the script is gone through as if it had not.

    Attributes:
        completion: where it goes on.
        cells: what it has otherwise, with what it has there.
        way: which way of the condition the others went.
    """

    completion: StatementEnd
    cells: _Cells
    condition: Condition
    way: int


class Ways:
    """Takes changes of names, members and items, and can take them back.

    Attributes:
        tries: how many ``try`` with a ``catch`` are around.
        guards: what has decided up to now that a script is not over, by a ``throw``.
    """

    def __init__(self) -> None:
        self.tries = 0
        self.guards: list[Condition] = []
        self._steps = 0
        self._conditions: list[Condition] = []
        self._branches: list[tuple[int, int]] = []
        # No other one gets the identity of a condition that a stored value names.
        self._named: list[Condition] = []
        self._journals: list[_Cells] = []
        self._jumped: list[JumpedWay] = []

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What decides whether this is run."""
        return (*self._conditions, *(one.condition for one in self._jumped))

    @property
    def branches(self) -> tuple[tuple[int, int], ...]:
        """The branches in which this is, by what decides and which way that is."""
        return (*self._branches, *((id(one.condition), one.way) for one in self._jumped))

    @property
    def jumps(self) -> int:
        """How many ways have jumped and not arrived yet."""
        return len(self._jumped)

    def write(self, container: dict[str, Value], key: str, value: Value) -> None:
        """Gives a name or member a value."""
        self._note(container, key, container.get(key, MISSING))
        container[key] = value

    def remove(self, container: dict[str, Value], key: str) -> None:
        """Takes a member away."""
        if key in container:
            self._note(container, key, container.pop(key))

    def change_list(self, array: ArrayValue, values: list[Value]) -> None:
        """Gives an array other items."""
        self._note(array, "", array.values)
        array.values = values

    def _change(self, container: _Container, name: str, value: Any) -> None:
        if isinstance(container, ArrayValue):
            if value is not MISSING:
                self.change_list(container, value)
        elif value is MISSING:
            self.remove(container, name)
        else:
            self.write(container, name, value)

    def _note(self, container: _Container, key: str, before: Any) -> None:
        self._steps += len(self._jumped)
        for cells in (*self._journals[-1:], *(one.cells for one in self._jumped)):
            cells.setdefault((id(container), key), (container, key, before))

    def both_ways(self, condition: Condition, first: _Run, second: _Run) -> StatementEnd:
        """Goes both ways.

        Returns:
            How it goes on: where both ways go on there, with both of their values. Else it is gone
            on with one of them, and the other has jumped.
        """
        one, after_one, jumped_one = self._way(condition, 0, first)
        other, after_other, jumped_other = self._way(condition, 1, second)
        self._jumped += jumped_one + jumped_other
        changed = {**after_one, **after_other}
        both = [
            (container, name, *(
                after[key][2] if key in after else _get(container, name)
                for after in (after_one, after_other)
            ))
            for key, (container, name, _) in changed.items()
        ]  # fmt: skip
        if one.is_same(other):
            for container, name, left, right in both:
                self._change(container, name, merged_cell(left, right, condition))
            value = merge(one.value, other.value, condition)
            return StatementEnd(one.end, value, one.label)
        # What goes on is followed, and what only a catch may take up is not.
        rank = {EndKind.NEXT: 0, EndKind.THROW: 2}
        is_second = rank.get(other.end, 1) < rank.get(one.end, 1)
        main, way = (other, 1) if is_second else (one, 0)
        cells: _Cells = {}
        for container, name, left, right in both:
            self._change(container, name, right if is_second else left)
            cells[id(container), name] = (container, name, left if is_second else right)
        self._jump(JumpedWay(one if is_second else other, cells, condition, way))
        return main

    def _jump(self, jumped: JumpedWay) -> None:
        if jumped.completion.end is EndKind.THROW and not self.tries:
            # There the script is over.
            self.guards.append(jumped.condition)
            return
        if len(self._jumped) >= _MOST_JUMPS:
            raise BrokenScript("it is too complex", jumped.condition.node.line)
        self._jumped.append(jumped)

    def _way(
        self, condition: Condition, way: int, run: _Run
    ) -> tuple[StatementEnd, _Cells, list[JumpedWay]]:
        """Runs it and takes its changes back: what it gave, what each is, and what jumped."""
        known = len(self._jumped)
        self._conditions.append(condition)
        self._named.append(condition)
        self._branches.append((id(condition), way))
        self._journals.append({})
        try:
            result = run()
        except ScriptThrow:
            result = THROWN
        finally:
            journal = self._journals.pop()
            self._branches.pop()
            self._conditions.pop()
            after: _Cells = {
                key: (container, name, _get(container, name))
                for key, (container, name, _) in journal.items()
            }
            jumped = self._jumped[known:]
            del self._jumped[known:]
            self._steps += len(jumped) * len(after)
            for one in jumped:
                # What has not changed since it jumped, it has as well.
                one.cells = {**after, **one.cells}
            for container, name, before in journal.values():
                _put(container, name, before)
        return result, after, jumped

    def arrive(
        self, completion: StatementEnd, since: int, arrives: Callable[[StatementEnd], bool]
    ) -> StatementEnd:
        """How it goes on where jumps lead to.

        Args:
            completion: how what is behind ended.
            since: how many jumps there were before it.
            arrives: whether an end leads here.

        Returns:
            That it goes on here, where any way does; what ends otherwise has jumped then.
        """
        coming = [one for one in self._jumped[since:] if arrives(one.completion)]
        is_here = arrives(completion)
        if not coming:
            return StatementEnd(value=completion.value) if is_here else completion
        value = completion.value
        if not is_here:
            first, *coming = coming
            value = first.completion.value
            self._swap(first, completion)
        for one in coming:
            self._jumped.remove(one)
            for container, name, held in one.cells.values():
                now = _get(container, name)
                self._change(container, name, merged_cell(now, held, one.condition))
            value = merge(value, one.completion.value, one.condition)
        return StatementEnd(value=value)

    def _swap(self, jumped: JumpedWay, completion: StatementEnd) -> None:
        """Goes on with a way that had jumped; the one that was followed has jumped instead."""
        self._jumped.remove(jumped)
        cells: _Cells = {}
        for key, (container, name, held) in jumped.cells.items():
            cells[key] = (container, name, _get(container, name))
            self._change(container, name, held)
        self._jump(JumpedWay(completion, cells, jumped.condition, 1 - jumped.way))

    def has_jumped(self, since: int, kind: EndKind) -> bool:
        """Whether a way has jumped so, and not arrived yet."""
        return any(one.completion.end is kind for one in self._jumped[since:])

    def unthrown(self, run: Callable[[], Value]) -> Value:
        """What a function gives that somebody else calls, who goes on when it throws."""
        since = self.jumps
        self.tries += 1
        try:
            completion = StatementEnd(value=run())
        except ScriptThrow:
            completion = THROWN
        finally:
            self.tries -= 1
        return self.arrive(completion, since, lambda one: one.end in _THROWN_OR_NOT).value


def _get(container: _Container, name: str) -> Any:
    if isinstance(container, ArrayValue):
        return container.values
    return container.get(name, MISSING)


def _put(container: _Container, name: str, value: Any) -> None:
    if isinstance(container, ArrayValue):
        container.values = value
    elif value is MISSING:
        container.pop(name, None)
    else:
        container[name] = value
