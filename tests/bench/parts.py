"""The parts of the measurement; each gives its rows of the table."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.bars import Row
from tests.bench.depths import bytes_by_depth
from tests.bench.measuring import (
    Deed,
    Reaction,
    StartUp,
    each_key,
    high,
    measure_deed,
    measure_rest,
    measure_start,
    middle,
)
from tests.bench.processes import resident_tree, wait_for_calm
from tests.bench.program import Program
from tests.bench.scenario import HERE, Scenario

SLOW_LINE = 256_000 / 8
"""Bytes a second of a line with 256 kbit/s."""


@dataclass(frozen=True)
class Bench:
    """What the parts share.

    Attributes:
        outrider: on the small workspace.
        large: Outrider on the large one.
        demo: Outrider on a copy of the demo's, with its servers.
        least: three widgets of Textual's.
        posting: ``None`` where it is not measured.
        runs: cold starts of each program.
        sizes: bodies by name, in bytes.
        port: of the server of bodies.
        calm: seconds to wait for others on the machine.
    """

    outrider: Scenario
    large: Scenario
    demo: Scenario
    least: Scenario
    posting: Scenario | None
    runs: int
    sizes: Mapping[str, int]
    port: str
    calm: float = 3.0

    @property
    def both(self) -> list[Scenario]:
        """Ours and posting, where that is measured."""
        return [self.outrider] if self.posting is None else [self.posting, self.outrider]


def _starts(
    bench: Bench, scenarios: Sequence[Scenario], runs: int, link: float = 0.0
) -> dict[str, list[StartUp]]:
    """Cold starts in turn; the first of each, which fills the caches, does not count."""
    measured: dict[str, list[StartUp]] = {str(id(one)): [] for one in scenarios}
    for number in range(runs + 1):
        for scenario in scenarios:
            wait_for_calm(bench.calm)
            with scenario.start(link, watched=True) as program:
                data = scenario.data
                one = measure_start(program, data["ready"], data["probe"], data["probe_shows"])
            if number:
                measured[str(id(scenario))].append(one)
    return measured


def _middle_start(
    starts: Mapping[str, list[StartUp]], scenario: Scenario | None, what: str
) -> float | None:
    if scenario is None:
        return None
    return middle(getattr(one, what) for one in starts[str(id(scenario))])


def _ours(value: float | None) -> float:
    assert value is not None
    return value


def start(bench: Bench) -> Iterator[Row]:
    """First paint and ready for keys."""
    starts = _starts(bench, [*bench.both, bench.least], bench.runs)

    def of(scenario: Scenario | None, what: str) -> float | None:
        return _middle_start(starts, scenario, what)

    paint = _ours(of(bench.outrider, "first_paint"))
    keys = _ours(of(bench.outrider, "keys"))
    yield Row("first paint", "ms", paint, of(bench.posting, "first_paint"), 0.35)
    least = of(bench.least, "first_paint")
    yield Row("the same", "ms", paint, least, 1.3, of="three widgets'")
    there = _ours(of(bench.outrider, "ready"))
    yield Row("the request is shown", "ms", there, of(bench.posting, "ready"))
    yield Row("the same", "ms", there, least, 1.1, of="three widgets' first paint")
    yield Row("ready for keys", "ms", keys, of(bench.posting, "keys"), 0.35)
    for what, name in (("paint_busy", "first paint"), ("keys_busy", "ready for keys")):
        yield Row(
            f"processor until {name}",
            "ms",
            _ours(of(bench.outrider, what)),
            of(bench.posting, what),
        )
    busy, least = _ours(of(bench.outrider, "paint_busy")), of(bench.least, "paint_busy")
    yield Row("processor until first paint", "ms", busy, least, of="three widgets'")
    busy = _ours(of(bench.outrider, "ready_busy"))
    yield Row("processor until the request is shown", "ms", busy, least, of="three widgets'")
    written = _ours(of(bench.outrider, "written"))
    yield Row("bytes of the start", "B", written, of(bench.posting, "written"))


def link(bench: Bench) -> Iterator[Row]:
    """A line of 256 kbit/s: the start, and moving the focus."""
    starts = _starts(bench, bench.both, max(1, bench.runs // 3), SLOW_LINE)
    settled = [_middle_start(starts, one, "settled") for one in (bench.outrider, bench.posting)]
    reactions = [
        high(one.settled for one in _react(bench, scenario, "focus", 30, SLOW_LINE))
        for scenario in reversed(bench.both)
    ]
    other = reactions[1] if bench.posting is not None else None
    yield Row("focus moved at 256 kbit/s, settled, p95", "ms", reactions[0], other, 0.05)
    yield Row("start at 256 kbit/s, settled", "ms", _ours(settled[0]), settled[1], 0.25)


def _react(
    bench: Bench, scenario: Scenario, part: str, count: int, line: float = 0.0
) -> list[Reaction]:
    with scenario.open(line) as program:
        program.do(scenario.steps(part))
        program.settle(0.5)
        wait_for_calm(bench.calm)
        reactions = each_key(program, scenario.text(part, "keys"), count)
    if len(reactions) < count * 0.8:
        print(f"# {scenario.name}, {part}: {count - len(reactions)} of {count} keys showed nothing")
    return reactions


def typing(bench: Bench) -> Iterator[Row]:
    """Typing in the URL, and moving the focus."""
    for part, what, count, time, size in (
        ("typing", "typing in the URL, p95", 60, 0.4, 0.25),
        ("focus", "moving the focus, p95", 40, 0.1, 0.05),
    ):
        each = [_react(bench, one, part, count) for one in reversed(bench.both)]
        frames = [high(one.frame for one in reactions) for reactions in each]
        written = [high(one.written for one in reactions) for reactions in each]
        yield Row(what, "ms", frames[0], frames[1] if len(each) > 1 else None, time)
        yield Row("the same", "B", written[0], written[1] if len(each) > 1 else None, size)


def ahead(bench: Bench) -> Iterator[Row]:
    """Keys typed while the program starts."""
    for after in (0.03, 0.08, 0.15):
        lost = 0
        for _ in range(3):
            with bench.outrider.start() as program:
                program.read_for(after)
                program.send(b"/zq")
                program.wait(bench.outrider.data["ready"])
                program.settle(0.6)
                lost += not program.shows("Requests /zq")
        what = f"starts of 3 that lost keys typed after {after * 1000:.0f} ms"
        yield Row(what, "", lost, most=0)


def rest(bench: Bench) -> Iterator[Row]:
    """Nothing to do: processor, bytes, memory."""
    found = []
    for scenario in reversed(bench.both):
        with scenario.open() as program:
            found.append(measure_rest(program, 20))
    ours, other = found[0], found[1] if len(found) > 1 else None
    busy, written, memory = (
        (None, None, None) if other is None else (other.processor, other.written, other.memory)
    )
    yield Row("idle for 20 s", "%", ours.processor, busy, most=0.5)
    yield Row("the same, without a countdown", "B/s", ours.written, written, most=0)
    yield Row("memory at idle", "MB", ours.memory, memory, 0.9)
    with bench.demo.open() as program:
        program.press("<c-r>")
        program.wait("200 OK")
        counting = measure_rest(program, 20)
    yield Row("idle with a countdown", "%", counting.processor, most=0.5)
    yield Row("the same", "B/s", counting.written, most=100)


def _send(
    bench: Bench, scenario: Scenario, name: str, times: int, meanwhile: bool
) -> Iterator[tuple[Program, Deed]]:
    size = bench.sizes[name]
    words = {"name": name, "size": str(size), "port": bench.port}
    with scenario.open() as program:
        program.do(scenario.steps("body", **words))
        keys = scenario.text("body", "meanwhile") if meanwhile else ""
        for _ in range(times):
            bench_serial[scenario.name, size] = bench_serial.get((scenario.name, size), 0) + 1
            expected = f"s{bench_serial[scenario.name, size]:05}"
            wait_for_calm(bench.calm)
            program.settle(0.3)
            yield (
                program,
                measure_deed(
                    program,
                    scenario.text("body", "send"),
                    expected,
                    keys,
                    patience=400 if size > 5_000_000 else 60,
                ),
            )


bench_serial: dict[tuple[str, int], int] = {}
"""How many answers of each size a program has had: the server numbers them likewise."""


def send(bench: Bench) -> Iterator[Row]:
    """Send to painted, with a small body."""
    shown = [
        middle(deed.shown for _, deed in _send(bench, scenario, "1kB", 5, meanwhile=False))
        for scenario in reversed(bench.both)
    ]
    other = shown[1] if len(shown) > 1 else None
    yield Row("send to painted, 1 kB", "ms", shown[0], other, 0.3)
    first = [
        next(iter(_send(bench, scenario, "1kB", 1, meanwhile=False)))[1].shown
        for scenario in reversed(bench.both)
    ]
    other = first[1] if len(first) > 1 else None
    yield Row("the same, the first one", "ms", first[0], other)


PARTS_OF_POSTING = {"1MB": 0.02, "10MB": 0.006, "50MB": 0.003}
_DEEDS = {"1MB": 9, "10MB": 6, "50MB": 4}
"""Sends of each size: a short one is disturbed more by what else the machine does."""

LONGEST_WAIT = {"1MB": 50, "10MB": 50, "50MB": 120}


def bodies(bench: Bench) -> Iterator[Row]:
    """Send to painted, with big bodies; the longest wait of a key; memory."""
    for name in bench.sizes:
        if name not in PARTS_OF_POSTING:
            continue
        alone = _alone(bench, name)
        found = {}
        for scenario in reversed(bench.both):
            few = 1 if name != "1MB" else 3
            times = few if scenario is bench.posting else _DEEDS[name]
            deeds = [deed for _, deed in _send(bench, scenario, name, times, meanwhile=True)]
            # The first one opens the connection, and does not count where there are enough.
            deeds = deeds[1:] if len(deeds) > few + 2 else deeds
            found[scenario.name] = (
                middle(deed.shown for deed in deeds),
                middle(deed.longest_wait for deed in deeds),
                max(deed.peak for deed in deeds),
            )
        shown, wait, peak = found["outrider"]
        other = found.get("posting")
        what = f"send to painted, {name}"
        yield Row(what, "ms", shown, other and other[0], PARTS_OF_POSTING[name])
        yield Row("the same", "ms", shown, alone, 2.5, of="httpx and msgspec")
        yield Row(
            "longest wait of a key meanwhile",
            "ms",
            wait,
            other and other[1],
            most=LONGEST_WAIT[name],
        )
        if name == "50MB":
            with bench.outrider.open() as program:
                idle = resident_tree(program.pid) / 1e6
            most = idle + 5 * bench.sizes[name] / 1e6
            yield Row(f"peak memory with {name}", "MB", peak, other and other[2], most=most)


def _alone(bench: Bench, name: str) -> float:
    url = f"http://127.0.0.1:{bench.port}/{bench.sizes[name]}/alone"
    words = [sys.executable, str(HERE / "floor.py"), url, "5"]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return middle(float(line) for line in told.split())


def viewer(bench: Bench) -> Iterator[Row]:
    """Paging in the largest body, and searching it."""
    name = list(bench.sizes)[-1]
    ours = bench.outrider
    for program, _ in _send(bench, ours, name, 1, meanwhile=False):
        program.do(ours.steps("page"))
        program.settle(0.5)
        wait_for_calm(bench.calm)
        pages = each_key(program, ours.text("page", "keys"), 40)
        yield Row(f"a page down in {name}, p95", "ms", high(p.frame for p in pages), most=20)
        yield Row("the same", "B", high(p.written for p in pages), most=8_000)
        program.do(ours.steps("search"))
        program.press(ours.text("search", "words"), 0.0)
        deed = measure_deed(program, ours.text("search", "enter"), ours.text("search", "shows"))
        yield Row(f"first hit in {name}", "ms", deed.shown, most=300)


def large(bench: Bench) -> Iterator[Row]:
    """2,000 requests in 200 folders, with 50 environments."""
    starts = _starts(bench, [bench.outrider, bench.large], bench.runs)
    small = _middle_start(starts, bench.outrider, "first_paint")
    first = _ours(_middle_start(starts, bench.large, "first_paint"))
    yield Row("2,000 requests: first paint", "ms", first, small, 1.3, of="the small one's")
    ready = _ours(_middle_start(starts, bench.large, "keys"))
    yield Row(
        "the same, ready for keys", "ms", ready, _middle_start(starts, bench.outrider, "keys")
    )
    for part, what in (("filter", "filter the requests"), ("picker", "find a request")):
        keys = bench.large.text(part, "keys")
        reactions = _react(bench, bench.large, part, len(keys))
        yield Row(f"{what}, a key, longest", "ms", max(r.frame for r in reactions), most=30)


def depths(bench: Bench) -> Iterator[Row]:
    """Bytes by how many colours there are."""
    yield from bytes_by_depth(bench.outrider, bench.demo)


PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "start": start,
    "typing": typing,
    "link": link,
    "ahead": ahead,
    "send": send,
    "bodies": bodies,
    "viewer": viewer,
    "large": large,
    "idle": rest,
    "depths": depths,
}
"""In the order in which they are measured."""
