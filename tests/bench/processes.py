"""What Linux says about a process and its descendants: memory, processor time, wake-ups."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def process_tree(root: int) -> Iterator[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError, IndexError):
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                children.setdefault(int(parent), []).append(int(folder.name))
    waiting = [root]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children.get(one, [])


def resident(pid: int) -> int:
    """Bytes of memory that one process occupies now; cheap enough for every few milliseconds."""
    with suppress(OSError):
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def resident_tree(root: int) -> int:
    """Bytes of memory of a process and all its descendants."""
    return sum(resident(pid) for pid in process_tree(root))


def work(root: int) -> tuple[float, int]:
    """Processor seconds and context switches of a process and its descendants so far."""
    seconds, switches = 0.0, 0
    for pid in process_tree(root):
        with suppress(OSError):
            for task in (_PROC / str(pid) / "task").iterdir():
                seconds += int((task / "schedstat").read_text().split()[0]) / 1e9
                told = (task / "status").read_text()
                switches += sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", told))
    return seconds, switches


def busy(pid: int) -> float:
    """Processor seconds of one process so far; cheap enough for every piece of output."""
    seconds = 0.0
    with suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            seconds += int((task / "schedstat").read_text().split()[0]) / 1e9
    return seconds


def take_priority(nice: int) -> None:
    """Takes the processor from others, where the system lets us: for machines that are shared.

    Within a session of its own a nice value counts only there, so the session gets it as well.
    """
    if nice:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, nice)
            Path("/proc/self/autogroup").write_text(str(nice))


class Foreign:
    """How much of the machine others use: what a measurement has to be judged by."""

    def __init__(self) -> None:
        self._busy, self._at = _busy_seconds(), time.perf_counter()
        self._own = time.process_time()

    def share(self, measured: float = 0.0) -> float:
        """The part of all cores (0 to 1) that neither we used nor who is measured.

        Args:
            measured: processor seconds of the measured processes meanwhile.
        """
        own = time.process_time() - self._own + measured
        cores = os.cpu_count() or 1
        passed = max(time.perf_counter() - self._at, 1e-6) * cores
        return max(0.0, (_busy_seconds() - self._busy - own) / passed)


def _busy_seconds() -> float:
    fields = (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _wait, irq, softirq, steal = (int(one) for one in fields)
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def wait_for_calm(patience: float, share: float = 0.25) -> None:
    """Waits until others use less than this share of the machine, but not for ever (seconds)."""
    ending = time.perf_counter() + patience
    while time.perf_counter() < ending:
        foreign = Foreign()
        time.sleep(0.15)
        if foreign.share() < share:
            return
