"""No test fails because a machine is busy: none compares the time that something took with a bound.

How much work something is, tests count (``tests/work_counter.py``). What has to happen at all, they
wait for with patience: ``while time.monotonic() < end``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.syntax_trees import tree_of, walk

TESTS = Path(__file__).parents[1]
CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "time"}
CLOCKS |= {f"{name}_ns" for name in CLOCKS}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def stopwatches(source: str) -> list[str]:
    """The comparisons of a time that passed, of all functions."""
    functions = [node for node in walk(tree_of(source)) if isinstance(node, Function)]
    found = {ast.unparse(one): None for function in functions for one in _in_function(function)}
    return list(found)


def _in_function(function: Function) -> Iterator[ast.Compare]:
    moments, spans = _names(function)
    asserted = [node for node in walk(function) if isinstance(node, ast.Assert)]
    waiting: set[ast.AST] = {
        inner for node in walk(function) if isinstance(node, ast.While) for inner in walk(node)
    }
    lower_bounds = {one for node in asserted for one in _lower_bounds(node, moments, spans)}
    for node in walk(function):
        if isinstance(node, ast.Compare) and node not in lower_bounds:
            sides = [node.left, *node.comparators]
            if any(_is_span(side, moments, spans) for side in sides):
                yield node
    allowed = waiting | lower_bounds
    for node in asserted:
        for inner in walk(node.test):
            if isinstance(inner, ast.Compare) and inner not in allowed and _reads_clock(inner):
                yield inner


def _lower_bounds(node: ast.Assert, moments: set[str], spans: set[str]) -> Iterator[ast.Compare]:
    """What says that something took at least so long is as true on a busy machine."""
    test = node.test
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Gt | ast.GtE):
        (bound, *more) = test.comparators
        if not more and not _is_span(bound, moments, spans):
            yield test


def _names(function: Function) -> tuple[set[str], set[str]]:
    """The names of moments, and of the times between two of them."""
    moments: set[str] = set()
    spans: set[str] = set()
    for node in walk(function):
        if not isinstance(node, ast.Assign):
            continue
        pairs = [(target, node.value) for target in node.targets]
        for target, value in list(pairs):
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs += zip(target.elts, value.elts, strict=False)
        for target, value in pairs:
            if isinstance(target, ast.Name):
                if any(_is_span(inner, moments, spans) for inner in walk(value)):
                    spans.add(target.id)
                elif _reads_clock(value) and not isinstance(value, ast.Tuple):
                    moments.add(target.id)
    return moments, spans


def _is_span(node: ast.AST, moments: set[str], spans: set[str]) -> bool:
    """Whether a side of a comparison is the time that passed, or is reckoned from it."""
    for inner in walk(node):
        if isinstance(inner, ast.Name) and inner.id in spans:
            return True
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            later = inner.left
            if _reads_clock(later) or (isinstance(later, ast.Name) and later.id in moments):
                return True
    return False


def _reads_clock(node: ast.AST) -> bool:
    return any(
        isinstance(inner, ast.Call)
        and not inner.args
        and getattr(inner.func, "attr", getattr(inner.func, "id", "")) in CLOCKS
        for inner in walk(node)
    )


@pytest.mark.parametrize(
    "body",
    [
        "began = time.monotonic(); act(); assert time.monotonic() - began < 1",
        "began = time.monotonic(); act(); assert 1 > time.monotonic() - began",
        "began = perf_counter(); act(); took = perf_counter() - began; assert took <= 1",
        "began = time.time(); act(); ended = time.time(); assert (ended - began) * 1000 < 50",
        "a, b = 1, loop.time(); act(); took = loop.time() - b; assert 0 < took < 2",
        "b = time.time(); x = time.time() - b; y = time.time() - b; assert y >= x / 20",
        "began = time.process_time()\n if time.process_time() - began > 3: fail()",
        "end = time.monotonic() + 1; act(); assert time.monotonic() < end",
    ],
)
def test_a_stopwatch_is_found(body: str) -> None:
    assert stopwatches(f"def test_it():\n {body}\n")


@pytest.mark.parametrize(
    "body",
    [
        "end = time.monotonic() + 9\n while time.monotonic() < end: act()",
        "end = time.monotonic() + 9\n while not done():\n  assert time.monotonic() < end",
        "end = time.monotonic() + 9\n if time.monotonic() > end: fail()",
        "began = time.monotonic(); act(); assert time.monotonic() - began >= 0.3",
        "assert token.expires_at - 60 < 3",
    ],
)
def test_patience_and_a_lower_bound_are_none(body: str) -> None:
    assert not stopwatches(f"async def test_it():\n {body}\n")


def test_no_test_is_a_stopwatch() -> None:
    files = [path for path in TESTS.rglob("*.py") if path.parent.name != "bench"]
    assert len(files) > 200
    found = {str(path.relative_to(TESTS)): stopwatches(path.read_text("utf-8")) for path in files}
    assert not {name: lines for name, lines in found.items() if lines}
