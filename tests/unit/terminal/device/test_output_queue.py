from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterator

import pytest
from tests.patience import PATIENCE
from tests.work_counter import given_up_at_last

from outrider.terminal.device.output_queue import CONGESTED, OutputQueue


class Line:
    """A terminal that is read when the test says so."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.told: list[str] = []
        self.output = OutputQueue(
            self.slave,
            on_gone=lambda: self.told.append("gone"),
            on_output_drained=lambda: self.told.append("drained"),
        )

    def read(self) -> bytes:
        data = b""
        while select.select([self.master], [], [], 0.2)[0]:
            data += os.read(self.master, 65536)
        return data

    def close(self) -> None:
        for descriptor in {self.master, self.slave} - {-1}:
            os.close(descriptor)


@pytest.fixture
def line() -> Iterator[Line]:
    one = Line()
    yield one
    one.output.discard()
    one.close()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_is_written_arrives_in_order_and_in_utf_8(line: Line) -> None:
    for part in ("a", "é", "中", "\ud800", "z"):
        line.output.write(part)
    assert line.output.stop(2)
    assert line.read() == "aé中?z".encode()


def test_a_terminal_that_nobody_reads_holds_up_nobody(line: Line) -> None:
    # It would be held up for ever: nobody ever reads.
    with given_up_at_last():
        for _ in range(100):
            line.output.write("x" * 10_000)
        assert line.output.skip_frame()
        assert not line.output.stop(0.3)


def test_frames_are_left_out_until_the_queue_is_short_again(line: Line) -> None:
    assert not line.output.skip_frame()
    line.output.write("x" * (CONGESTED + 100_000))
    assert line.output.skip_frame()
    assert line.told == []
    assert len(line.read()) == CONGESTED + 100_000
    until(lambda: line.told == ["drained"])
    assert not line.output.skip_frame()


def test_a_queue_that_was_never_too_long_tells_nothing(line: Line) -> None:
    line.output.write("x" * 1000)
    line.read()
    assert line.output.stop(1)
    assert line.told == []


def test_a_terminal_that_is_gone_is_told_once_and_swallows_the_rest(line: Line) -> None:
    os.close(line.master)
    line.master = -1
    line.output.write("a")
    until(lambda: line.told == ["gone"])
    for _ in range(100):
        line.output.write("x" * 10_000)
    assert not line.output.skip_frame()
    assert line.output.stop(1)
    assert line.told == ["gone"]


def test_what_was_abandoned_is_not_written_later(line: Line) -> None:
    line.output.write("x" * 200_000)
    line.output.discard()
    first = len(line.read())
    time.sleep(0.3)
    assert first < 200_000
    assert line.read() == b""


def test_what_the_terminal_takes_is_written_before_the_call_returns(line: Line) -> None:
    line.output.write("at once")
    assert select.select([line.master], [], [], 0)[0]
    assert os.read(line.master, 100) == b"at once"
