"""The texts that people read use plain words, and quote names in one way.

Every string of the program that has the form of a text is looked at: two words or more, no style
sheet, no regular expression, no docstring. The words to avoid, with what says it better, are those
of the table below.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.architecture.syntax_trees import tree_of, walk

ROOT = Path(__file__).parents[2] / "tui" / "outrider"

AVOIDED = {
    r"\b(told|tells?)\b": "report, say, show",
    r"\bstands?\b": "is",
    r"\blies\b": "is",
    r"\banew\b": "again",
    r"\b(nobody|somebody)\b": "name who it is",
    r"\bis none\b": "is not one",
    r"\b(is|are) no (?!longer|more)[a-z]": "is not a",
    r"\b(is|are) not there\b": "not found, not set, missing",
    r"\bleft out\b": "removed, not imported, ignored",
    r"\bin clear\b": "unmasked",
    r"\bblanks?\b": "space",
    r"\banswer(s|ed)?\b": "response, return",
    r"\bthe like\b": "such as",
    r"\b(an|its|no|this) auths?\b(?! definition)": "auth definition",
    r"\bprocess variable": "OS environment variable",
    r"\bhalf a character\b": "unpaired surrogate",
    r"\busual\b": "default",
    r"\b[Cc]arried\b": "converted",
    r"\bfor ever\b": "leave it out",
    r"\bas it (came|was)\b": "unchanged",
    r"[“”]": 'straight "',
    r"\b[Mm]istakes?\b": "error, problem",
    r"\b[Ff]aults?\b": "error",
    r"\b[Ff]orgets?\b|\b[Ff]orgotten\b": "clear",
    r"\bedits that\b": "unsaved changes",
    r"\boverlays?\b": "local file",
    r"\bWrite (one|it)\b": "Set, Add, Use",
    r"\b[Tt]here is no\b": "not found, not defined, has no",
    r"\bLook at\b": "Check",
    r"\bgoes on\b": "continues",
    r"\bwhat came\b": "the response",
    r"(?<!\.)\bexchanges?\b": "request, token request",
    r"\bpossible yet\b": "supported",
    r"\b[Pp]lease\b|\billegal\b|\bwrong\b": "say what it must be",
}

NO_TEXTS = {
    "importers/curl/curl_options.py",  # names of options
    "variables/dynamic/dynamic_words.py",  # what generated values are made of
    "widgets/request/header_words.py",  # names and values of headers
}

NOT_SHOWN = {
    "process variable",  # in the digests of what was agreed to
}

_WORDY = re.compile(r"[A-Za-z]{2,}[,:;]? +[A-Za-z{'\"(]|[a-z]\.$")
_NO_WORDS = re.compile(r"\\[bsdwWSB(]|\.\*|\(\?|\w\|\w|[{;]\s*\w[\w-]*: .*;", re.S)


def pieces(node: ast.AST) -> tuple[str, bool] | None:
    """A string with its expressions as ``{…}``, and whether one of them is shown by ``repr``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, False
    if isinstance(node, ast.JoinedStr):
        text, quoted = "", False
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                text += "{…}"
                quoted |= part.conversion == ord("r")
            else:
                assert isinstance(part, ast.Constant)
                text += str(part.value)
        return text, quoted
    return None


def texts(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """Line, text and whether ``repr`` quotes in it, for each string that people may read."""
    passed: set[int] = set()
    for node in walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for line in body:
                if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                    passed.add(id(line.value))
        if isinstance(node, ast.JoinedStr):
            passed.update(id(part) for part in node.values if isinstance(part, ast.Constant))
        if isinstance(node, ast.Assert | ast.Subscript):
            passed.update(id(inner) for inner in walk(node) if isinstance(inner, ast.Constant))
        if isinstance(node, ast.Raise) and "RuntimeError" in ast.dump(node):
            passed.update(map(id, walk(node)))  # a mistake of our own, in a crash report
    for node in walk(tree):
        found = pieces(node)
        if found is None or id(node) in passed:
            continue
        text, quoted = found
        if _WORDY.search(text) and not _NO_WORDS.search(text) and text not in NOT_SHOWN:
            assert isinstance(node, ast.expr)
            yield node.lineno, text, quoted


@cache
def every_text() -> tuple[tuple[str, str, bool], ...]:
    """Place, text and whether ``repr`` quotes in it."""
    return tuple(_every_text())


def _every_text() -> Iterator[tuple[str, str, bool]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name in NO_TEXTS or name.startswith("demo/"):
            continue
        for line, text, quoted in texts(tree_of(path.read_text("utf-8"))):
            yield f"{name}:{line}", text, quoted


def test_the_texts_are_found() -> None:
    found = [text for _, text, _ in every_text()]
    assert len(found) > 1500
    assert any("is not defined." in text for text in found)
    assert not any("grid-size" in text for text in found)


@pytest.mark.parametrize("avoided", AVOIDED)
def test_no_text_uses_a_word_to_avoid(avoided: str) -> None:
    found = [f"{place}: {text!r}" for place, text, _ in every_text() if re.search(avoided, text)]
    assert not found, f"say {AVOIDED[avoided]}"


def test_names_are_quoted_in_one_way() -> None:
    assert not [f"{place}: {text!r}" for place, text, quoted in every_text() if quoted]
