"""What people are told is made of whole sentences, wherever in the program it is written."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.syntax_trees import tree_of, walk

from outrider.errors import OutriderError

ROOT = Path(__file__).parents[2] / "tui" / "outrider"
SAID = {"what": 0, "why": 3, "advice": 4}
IDENTIFIER = re.compile(r"[a-z]+(_[a-z_]+)+|scope|issuer|url|hosts|use|extends|unset|-")


@cache
def errors() -> frozenset[str]:
    """The names of our errors that carry a sentence."""
    for path in ROOT.rglob("*.py"):
        if re.search(
            r"^class \w+\(.*(Error|Refused|Response|Configuration)\)", path.read_text("utf-8"), re.M
        ):
            parts = path.relative_to(ROOT.parent).with_suffix("").parts
            importlib.import_module(".".join(parts).removesuffix(".__init__"))
    found, kinds = set(), [OutriderError]
    while kinds:
        kind = kinds.pop()
        found.add(kind.__name__)
        kinds += kind.__subclasses__()
    return frozenset(found)


def is_error(name: str) -> bool:
    """Whether a class of this name is one of ours that are told."""
    return name in {"Fault", "Failure"} or name in errors()


def called(node: ast.Call) -> str:
    """The last word of what is called."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def texts(node: ast.expr) -> Iterator[tuple[str, str]]:
    """First and last literal piece of each text that an expression may be; empty for a value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value, node.value
    elif isinstance(node, ast.JoinedStr):
        first, last = node.values[0], node.values[-1]
        yield (
            str(first.value) if isinstance(first, ast.Constant) else "",
            str(last.value) if isinstance(last, ast.Constant) else "",
        )
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from texts(value)


def said(tree: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    """Each expression that becomes a ``what``, ``why`` or ``advice``, or a note, with its line."""
    for node in walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        for keyword in node.keywords:
            if keyword.arg in SAID:
                yield keyword.value.lineno, keyword.value
        if name in {"log", "_log", "add_fault", "_add_fault"} and len(node.args) > 1:
            yield node.lineno, node.args[1]
        elif name in {"Fault", "Failure"}:
            for position in (1, *((3, 4) if name == "Fault" else ())):
                if len(node.args) > position:
                    yield node.lineno, node.args[position]
        elif is_error(name) and node.args and not name.endswith("Response"):
            yield node.lineno, node.args[0]


def mistakes(source: str) -> list[str]:
    """What is no sentence in a module."""
    found = []
    for line, expression in said(tree_of(source)):
        for first, last in texts(expression):
            starts_low = first[:1].islower() and not IDENTIFIER.match(first)
            if starts_low or (last and not last.rstrip('"').endswith((".", "?", "!"))):
                found.append(f"{line}: {first} … {last}")
    return found


def test_what_people_are_told_starts_with_a_capital_and_ends_with_a_period() -> None:
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in sorted(ROOT.rglob("*.py"))
        if "demo" not in path.parts  # its servers speak for themselves
        if (wrong := mistakes(path.read_text("utf-8")))
    }
    assert not found, found


def test_the_check_sees_half_sentences() -> None:
    source = """
raise UsageError("no capital.", advice="No period")
Fault("code", f"{name} is wrong", place, "because")
self._recorder.log(record, "half")
"""
    assert len(mistakes(source)) == 5
