"""What is measured of a program on a terminal, and what each figure means."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.bench.emulator import SEQUENCE, Emulator, key_presses
from tests.bench.processes import resident, resident_tree, work
from tests.bench.program import SIZE, Program, clock

PAINTED = 20
"""Cells that hold something from which on a screen counts as painted."""
_QUIET_START = 0.4
_PATIENCE = 3.0
"""Seconds to wait for the answer to a key: a program may be silent while it reads its files."""

_QUIET_KEY = 0.040


@dataclass(frozen=True)
class StartUp:
    """One cold start; times in milliseconds since the process was made.

    Attributes:
        first_paint: the piece of output came after which the screen has :data:`PAINTED` cells.
        ready: the screen shows what tells that the program is there.
        keys: the keys that were sent at that moment are on the screen; 0 where they never came.
        settled: the last output before 0.4 s of silence.
        written: bytes until then.
        memory: of the process tree at the end, in MB.
        paint_busy: processor milliseconds of the process itself until the first paint.
        ready_busy: the same until it is there.
        keys_busy: the same until the keys were on the screen.
    """

    first_paint: float
    ready: float
    keys: float
    settled: float
    written: float
    memory: float
    paint_busy: float
    ready_busy: float
    keys_busy: float


def measure_start(program: Program, ready: str, probe: str, shows: str) -> StartUp:
    """Watches a start.

    The output is put through the emulator afterwards: its own work delays nothing.

    Raises:
        TimeoutError: the program never showed that it is there.
    """
    live = re.compile(ready.encode())
    raw = b""
    probed = 0.0
    ending = clock() + 60
    while clock() < ending and not program.ended:
        if program.read(_QUIET_START if raw else 1.0):
            raw += program.log[-1][1]
            if not probed and live.search(SEQUENCE.sub(b"", raw)):
                probed = clock()
                for key in key_presses(probe):
                    program.send(key)
        elif probed and (clock() > probed + _PATIENCE or _shows(program, shows)):
            break
    memory = resident_tree(program.pid) / 1e6
    return _replayed(program, ready, shows, probed, memory)


def _shows(program: Program, shows: str) -> bool:
    """Whether what the keys bring is on the screen by now."""
    emulator = Emulator(*SIZE)
    for _, data in program.log:
        emulator.feed(data)
    return re.search(shows, emulator.text) is not None


def _replayed(program: Program, ready: str, shows: str, probed: float, memory: float) -> StartUp:
    emulator = Emulator(*SIZE)
    painted = there = handled = paint_busy = ready_busy = keys_busy = 0.0
    written = 0
    for (came, data), busy in zip(program.log, program.busy, strict=True):
        after = (came - program.started) * 1000
        emulator.feed(data)
        written += len(data)
        if not painted and emulator.cells >= PAINTED:
            painted, paint_busy = after, busy * 1000
        if not there and re.search(ready, emulator.text):
            there, ready_busy = after, busy * 1000
        if probed and came >= probed and not handled and re.search(shows, emulator.text):
            handled, keys_busy = after, busy * 1000
    if not there:
        raise TimeoutError(f"{ready!r} is not on the screen:\n{emulator.text}")
    settled = (program.log[-1][0] - program.started) * 1000
    busies = (paint_busy, ready_busy, keys_busy)
    return StartUp(painted, there, handled, settled, written, memory, *busies)


@dataclass(frozen=True)
class Reaction:
    """What came of one key.

    Attributes:
        frame: milliseconds to the end of the first frame: the end of a synchronized update, or
            the last piece before 8 ms of silence.
        settled: milliseconds to the last output before 40 ms of silence.
        written: bytes until then.
    """

    frame: float
    settled: float
    written: float


def react(program: Program, key: bytes, patience: float = 5.0) -> Reaction | None:
    """Presses a key and watches; ``None`` where nothing came."""
    while program.read(0.0):
        pass
    before = len(program.log)
    pressed = clock()
    program.send(key)
    frame = 0.0
    ending = pressed + patience
    while clock() < ending and program.read(
        _QUIET_KEY if len(program.log) > before else ending - clock()
    ):
        came, data = program.log[-1]
        if not frame and b"\x1b[?2026l" in data:
            frame = came
    pieces = program.log[before:]
    if not pieces:
        return None
    last = pieces[-1][0]
    written = sum(len(data) for _, data in pieces)
    frame = frame or _end_of_burst([came for came, _ in pieces])
    return Reaction((frame - pressed) * 1000, (last - pressed) * 1000, written)


def _end_of_burst(times: Sequence[float]) -> float:
    for one, following in pairwise(times):
        if following - one > 0.008:
            return one
    return times[-1]


def each_key(program: Program, keys: str, count: int, pause: float = 0.12) -> list[Reaction]:
    """Presses these keys in turn, so many in all; those that show nothing do not count.

    Args:
        program: the program.
        keys: pressed one by one, from the first again after the last.
        count: how many presses.
        pause: seconds of rest behind each.
    """
    presses = list(key_presses(keys))
    reactions = []
    for number in range(count):
        reaction = react(program, presses[number % len(presses)], 2.0)
        if reaction is not None:
            reactions.append(reaction)
        program.read_for(pause)
    return reactions


@dataclass(frozen=True)
class Deed:
    """One thing that was started by a key.

    Attributes:
        shown: milliseconds until what was waited for was on the screen.
        longest_wait: milliseconds for which one of the keys pressed meanwhile had no answer.
        peak: the most memory that the process had, in MB.
    """

    shown: float
    longest_wait: float
    peak: float


def measure_deed(
    program: Program,
    trigger: str,
    expected: str,
    meanwhile: str = "",
    patience: float = 60.0,
    afterwards: float = 1.0,
) -> Deed:
    """Presses a key and waits for what it shows, with other keys every 50 ms meanwhile.

    Args:
        program: the program.
        trigger: the keys that start it.
        expected: what is on the screen when it is done.
        meanwhile: keys that are pressed in turn; each shows something.
        patience: seconds to wait.
        afterwards: seconds in which keys are pressed still when it is done.

    Raises:
        TimeoutError: it was never shown.
    """
    presses = list(key_presses(meanwhile))
    started = clock()
    for key in key_presses(trigger):
        program.send(key)
    ending, next_key, next_look = started + patience, started + 0.05, started
    asked = shown = longest = 0.0
    peak = number = 0
    while clock() < ending and not program.ended:
        if presses and clock() >= next_key:
            program.send(presses[number % len(presses)])
            number += 1
            asked = asked or clock()
            next_key = clock() + 0.05
        if clock() >= next_look:
            peak = max(peak, resident(program.pid))
            next_look = clock() + 0.02
        if program.read(min(0.01, max(0.0, next_key - clock()))):
            while program.read(0.0):
                pass
            came = program.log[-1][0]
            if asked:
                longest, asked = max(longest, came - asked), 0.0
            if not shown and program.shows(expected):
                shown, ending = came, clock() + afterwards
    if asked:
        longest = max(longest, clock() - asked)
    if not shown:
        raise TimeoutError(f"{expected!r} is not on the screen:\n{program.text}")
    return Deed((shown - started) * 1000, longest * 1000, peak / 1e6)


@dataclass(frozen=True)
class Rest:
    """A while in which nobody does anything: processor in percent of a core, bytes a second."""

    processor: float
    written: float
    wake_ups: float
    memory: float


def measure_rest(program: Program, seconds: float) -> Rest:
    """Watches a program that has nothing to do."""
    program.settle(0.5)
    before, switches = work(program.pid)
    written, started = program.written, clock()
    program.read_for(seconds)
    passed = clock() - started
    after, more = work(program.pid)
    return Rest(
        processor=(after - before) / passed * 100,
        written=(program.written - written) / passed,
        wake_ups=(more - switches) / passed,
        memory=resident_tree(program.pid) / 1e6,
    )


def middle(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(values)


def high(values: Iterable[float]) -> float:
    """The 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
