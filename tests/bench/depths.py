"""Bytes of what is done most, where the terminal has 256 colours and where it has all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.bench.bars import Row
from tests.bench.measuring import high, measure_rest
from tests.bench.program import Program
from tests.bench.scenario import Scenario

_DEPTHS = {"256 colours": "", "all colours": "truecolor"}
"""What COLORTERM says."""


def bytes_by_depth(small: Scenario, demo: Scenario) -> Iterator[Row]:
    """The start, moves of the focus, a jump, a countdown.

    Args:
        small: Outrider on a small workspace.
        demo: Outrider on one whose tokens end, with its servers.
    """
    for depth, word in _DEPTHS.items():
        environ = {"COLORTERM": word}
        with replace(small, environ=environ).open() as program:
            yield Row(f"start, {depth}", "B", program.written, most=12_500)
            moves = [_cost(program, b"\t") for _ in range(24)]
            yield Row(f"Tab, p95, {depth}", "B", high(moves), most=1_700)
            _cost(program, b"\x07r")
            jumps = [_cost(program, keys) for _ in range(4) for keys in (b"\x07b", b"\x07r")]
            yield Row(f"jump to the response and back, p95, {depth}", "B", high(jumps), most=2_050)
        with replace(demo, environ=environ).open() as program:
            program.press("<c-r>")
            program.wait("200 OK")
            counting = measure_rest(program, 10)
            yield Row(f"countdown, {depth}", "B/s", counting.written, most=100)


def _cost(program: Program, keys: bytes) -> int:
    before = program.written
    program.send(keys)
    program.settle(0.3)
    return program.written - before
