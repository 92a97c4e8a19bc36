"""How much work something is, as a number that is the same on an idle and on a busy machine."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from tests.patience import PATIENCE


class Work:
    """What this thread did meanwhile.

    Attributes:
        calls: functions of Python that were called.
        steps: instructions that ran in them; what one call into C does, however long, is one.
    """

    def __init__(self) -> None:
        self.calls = 0
        self.steps = 0

    def call(self, _frame: FrameType, _event: str, _argument: object) -> None:
        """Is told of each call, as :func:`sys.settrace` wants it."""
        self.calls += 1

    def call_and_steps(self, frame: FrameType, _event: str, _argument: object) -> Any:
        """Is told of each call, and lets each instruction be told as well."""
        self.calls += 1
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step

    def _step(self, _frame: FrameType, event: str, _argument: object) -> Any:
        self.steps += event == "opcode"
        return self._step


@contextmanager
def counted(*, only_calls: bool = False) -> Iterator[Work]:
    """Counts work; only calls where there is so much that counting all would take long."""
    work, before = Work(), sys.gettrace()
    sys.settrace(work.call if only_calls else work.call_and_steps)
    try:
        yield work
    finally:
        sys.settrace(before)


@contextmanager
def given_up_at_last() -> Iterator[None]:
    """Fails what does not end, even where the time goes by in one regular expression.

    What it is for takes hours when its work grows with the square of its input, and moments when
    it does not: the seconds that are allowed are no measure.
    """

    def give_up(_number: int, _frame: FrameType | None) -> NoReturn:
        raise AssertionError(f"not done after {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
