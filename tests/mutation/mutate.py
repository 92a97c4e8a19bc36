"""Changes the program in small ways, one at a time, and looks which changes no test notices.

``.venv/bin/python -m tests.mutation.mutate [PART …]`` runs the parts of :data:`PARTS`, all of them
without a name; its status is the number of parts of which less than nine of ten changes are
noticed. ``--every N`` makes one of N changes, for a sample.

Each mutant is the module with one node of its tree changed, loaded from memory in a forked
process, in which the part's tests run until one fails. What only words a sentence is not changed:
texts with a blank in them, and what is handed to a fault or an error; neither is what only tools
read, such as annotations, decorators and ``__all__``.

A change that makes no difference to anybody is in ``equivalent.toml`` with the reason, and does
not count when no test notices it.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "tui"
SECONDS = 30
"""After which a mutant counts as noticed: it waits for something that never comes.

Added to it is five times what the tests take without a change.
"""

PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "token_cache": (
        "outrider.engine.tokens.token_cache",
        (
            "tests/unit/engine/tokens",
            "tests/integration/test_token_cache.py",
        ),
    ),
    "token_key": (
        "outrider.engine.tokens.token_key",
        ("tests/unit/engine/tokens", "tests/integration/test_token_cache.py"),
    ),
    "token_worker": (
        "outrider.engine.tokens.token_worker",
        (
            "tests/unit/engine/tokens",
            "tests/integration/test_token_cache.py",
            "tests/integration/test_tokens_of_two_engines.py",
            "tests/integration/test_rejected_tokens.py",
            "tests/integration/test_hunt_issuer.py",
        ),
    ),
    "token_response": (
        "outrider.oauth.token_response",
        (
            "tests/unit/oauth/test_token_response.py",
            "tests/unit/oauth/test_token_response_of_providers.py",
            "tests/unit/oauth/test_token_response_refusals.py",
            "tests/unit/oauth/test_token_response_unusable.py",
        ),
    ),
    "redaction": ("outrider.redaction", ("tests/unit/redaction",)),
    "secret_search": ("outrider.redaction.secret_search", ("tests/unit/redaction",)),
    "secret_spellings": (
        "outrider.redaction.secret_spellings",
        ("tests/unit/redaction/test_secret_spellings.py", "tests/unit/redaction"),
    ),
    "decoded_text": (
        "outrider.redaction.decoded_text",
        ("tests/unit/redaction/test_decoded_text.py", "tests/unit/redaction"),
    ),
    "many_lines": (
        "outrider.redaction.many_lines",
        ("tests/unit/redaction/test_many_lines.py", "tests/unit/redaction"),
    ),
    "named_values": (
        "outrider.redaction.named_values",
        ("tests/unit/redaction/test_redaction.py",),
    ),
    "visible_text": ("outrider.visible_text", ("tests/unit/test_visible_text.py",)),
    "resolver": (
        "outrider.variables.resolver",
        ("tests/unit/variables/test_resolver.py", "tests/integration/test_nothing_sent.py"),
    ),
    "redirects": ("outrider.transport.redirects", ("tests/unit/transport/test_redirects.py",)),
}

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
"""By part: the line and the change of a mutant that does the same, and why it does."""

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_WORDING = ("Fault", "Error", "Failure", "fault", "error", "log", "warn", "refuse", "Refused")


@dataclass(frozen=True)
class Mutant:
    """A module with one change.

    Attributes:
        line: where it is changed.
        change: what it was and what it is, as code.
        tree: the whole module.
    """

    line: int
    change: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Every change that is made to a module, in the order of its lines."""
    tree = ast.parse(source)
    found = [mutant for node in _nodes(tree) for mutant in _changed(tree, node)]
    yield from sorted(found, key=lambda mutant: mutant.line)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes whose change could be noticed: no annotations, docstrings or wordings."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        if name == "keywords" and isinstance(node, ast.ClassDef):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST):
                continue
            if _is_text(child) or _words(child) or _is_for_tools(child):
                continue
            yield child
            yield from _nodes(child)


def _is_text(node: ast.AST) -> bool:
    """Whether it is a docstring, or another statement that does nothing."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_tools(node: ast.AST) -> bool:
    """Whether only type checkers and the like read it."""
    match node:
        case ast.Assign([ast.Name("__all__")]) | ast.If(ast.Name("TYPE_CHECKING")):
            return True
    return False


def _words(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        return called.endswith(_WORDING) or called in {"__slots__"}
    return False


def _changed(tree: ast.Module, node: ast.AST) -> Iterator[Mutant]:
    for replacement in _replacements(node):
        twin = copy.deepcopy(tree, {id(node): replacement})
        ast.fix_missing_locations(twin)
        line: int = getattr(getattr(node, "target", node), "lineno", 0)
        before, after = ast.unparse(node).split("\n")[0], ast.unparse(replacement).split("\n")[0]
        yield Mutant(line, f"{before}  →  {after}", twin)


def _replacements(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901  # a table of kinds
    match node:
        case ast.Compare(left, [op], right) if type(op) in _COMPARE:
            yield ast.copy_location(ast.Compare(left, [_COMPARE[type(op)]()], right), node)
        case ast.BoolOp(op, values):
            other = ast.And() if isinstance(op, ast.Or) else ast.Or()
            yield ast.copy_location(ast.BoolOp(other, values), node)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            yield ast.copy_location(ast.BinOp(left, _ARITHMETIC[type(op)](), right), node)
        case ast.If() | ast.While() | ast.IfExp():
            # A loop without an end would only cost time.
            for value in (False,) if isinstance(node, ast.While) else (True, False):
                tested = copy.copy(node)
                tested.test = ast.copy_location(ast.Constant(value), node.test)
                yield tested
        case ast.comprehension(ifs=[_, *_]):
            whole = copy.copy(node)
            whole.ifs = []
            yield whole
        case ast.Return(value) if value is not None and not _is_nothing(value):
            yield ast.copy_location(ast.Return(ast.Constant(None)), node)
        case ast.Expr(ast.Call() | ast.Await()) | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield ast.copy_location(ast.Pass(), node)
        case ast.Continue():
            yield ast.copy_location(ast.Break(), node)
        case ast.Break():
            yield ast.copy_location(ast.Continue(), node)
        case ast.Constant(value):
            for changed in _other_values(value):
                yield ast.copy_location(ast.Constant(changed), node)
        case _:
            return


def _other_values(value: object) -> Iterator[bool | float | str]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str) and value and " " not in value:
        yield f"{value}XX"


def _is_nothing(node: ast.expr) -> bool:
    """Whether it is ``None``, or ``False``, which whoever asks takes for the same."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


class _Source(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module, or a package's own one, from a tree."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name = name
        self._tree = tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = importlib.util.spec_from_loader(fullname, self, origin="mutant")
        folder = SOURCES / fullname.replace(".", "/")
        if spec is not None and folder.is_dir():
            spec.submodule_search_locations = [str(folder)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, "mutant", "exec"), module.__dict__)


class _FirstExample:
    """Lets Hypothesis end with the first example that fails: nobody reads a smaller one."""

    def pytest_sessionstart(self) -> None:
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("first example", settings(), phases=phases, database=None)
        settings.load_profile("first example")


def survives(module: str, mutant: Mutant, tests: Sequence[str], seconds: float) -> bool:
    """Whether every test passes within this time with a mutant in the module's place."""
    process = os.fork()
    if process == 0:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, _Source(module, mutant.tree))
        status = 1
        try:
            import pytest

            words = ["-x", "-q", "-p", "no:cacheprovider", "--no-header"]
            status = int(pytest.main([*words, *tests], plugins=[_FirstExample()]))
        finally:
            os._exit(status)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return False


def equivalent(part: str) -> set[tuple[str, str]]:
    """The lines and changes that make no difference in a part."""
    table = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    return {(one["line"], one["change"]) for one in table.get(part, ())}


def run(part: str, every: int) -> bool:
    """Runs a part and prints what survives; whether nine of ten changes were noticed.

    Args:
        part: its name.
        every: of so many changes one is made: 2 for a sample of half of them.
    """
    module, tests = PARTS[part]
    path = SOURCES / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    source = file.read_text("utf-8")
    began = time.monotonic()
    if not survives(module, Mutant(0, "nothing", ast.parse(source)), tests, SECONDS * 10):
        raise SystemExit(f"{part}: its tests fail without any change.")
    seconds = SECONDS + 5 * (time.monotonic() - began)
    lines = ["", *map(str.strip, source.splitlines())]
    same = equivalent(part)
    seen: set[tuple[str, str]] = set()
    total = left = passed_over = 0
    for number, mutant in enumerate(mutants(source)):
        change = (lines[mutant.line], mutant.change)
        seen.add(change)
        if number % every:
            continue
        total += 1
        if not survives(module, mutant, tests, seconds):
            continue
        if change in same:
            passed_over += 1
        else:
            left += 1
            print(f"  {file.relative_to(ROOT)}:{mutant.line}: {mutant.change}", flush=True)
    for line, told in sorted(same - seen):
        print(f"  {EQUIVALENT.name}: {part} has no such change: {told} in {line}")
    total -= passed_over
    print(f"{part}: {total - left} of {total} noticed, {passed_over} more do the same", flush=True)
    return left * 10 <= total


def main() -> int:
    """Runs parts and prints what survives; returns how many parts are tested too little."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.mutate")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="make one of N changes")
    given = parser.parse_args()
    # What every child needs is imported before it is forked.
    importlib.import_module("pytest")
    os.chdir(ROOT)
    sys.path[:0] = [str(SOURCES), str(ROOT)]
    return sum(not run(name, given.every) for name in given.parts or PARTS)


if __name__ == "__main__":
    sys.exit(main())
