"""Keys, buttons, notices and notes of forms are said in few words, which fit 80 columns.

Texts are measured without their values: what an expression gives may be longer than its place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from tests.architecture.syntax_trees import tree_of, walk
from tests.each_case import each_case
from textual.binding import Binding

from outrider.auth.schemes import SCHEMES
from outrider.keymap.actions import ACTIONS
from outrider.keymap.key_row import KeyRow
from outrider.keymap.key_table import key_rows
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.secret_providers import PROVIDERS

ROOT = Path(__file__).parents[2] / "tui" / "outrider"

DESCRIPTION = 40
LABEL = 14
"""Cells of a key's word in the footer."""
LONGER_LABEL = 20
"""Cells of a key's word in the palette only."""
CHOICE = 44
NOTICE = 50
NOTE = 36

VERBS = {
    *("Accept", "Add", "Cancel", "Choose", "Clear", "Close", "Compare", "Copy", "Create"),
    *("Define", "Delete", "Duplicate", "Edit", "End", "Fetch", "Filter", "Find", "Fold", "Format"),
    *("Go", "Import", "Inherit", "Insert", "Jump", "Keep", "Mark", "Maximize", "Move", "Narrow"),
    *(
        "Open",
        "Pause",
        "Quit",
        "Leave",
        "Reconnect",
        "Run",
        "Recover",
        "Redo",
        "Redraw",
        "Reload",
        "Remove",
        "Rename",
        "Reset",
        "Revoke",
    ),
    *("Save", "Scroll", "Search", "Send", "Show", "Suggest", "Suspend", "Switch", "Take", "Undo"),
    *("Unfold", "Widen", "Wrap"),
}
"""What a description may begin with."""

ROWS = list(key_rows({}))


def shown_labels() -> Iterator[str]:
    """The words of keys that the footer shows."""
    yield from (one.footer_word for one in ACTIONS if one.footer_word)
    for room in ("outrider.toolkit", "outrider.widgets", "outrider.dialogs"):
        for found in walk_packages(import_module(room).__path__, f"{room}."):
            for kind in vars(import_module(found.name)).values():
                for binding in getattr(kind, "BINDINGS", ()) if isinstance(kind, type) else ():
                    if isinstance(binding, Binding) and binding.show:
                        yield binding.description


def without_values(node: ast.AST) -> str | None:
    """A text that is written out, without its expressions; ``None`` for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return None


def texts_of(node: ast.AST) -> Iterator[str]:
    """The texts that an argument is: one, or one of two."""
    if isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)
    elif text := without_values(node):
        yield text


def of_notices(node: ast.AST) -> Iterator[str]:
    """What a call of ``notify`` says."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "notify" and node.args:
        yield from texts_of(node.args[0])


def of_choices(node: ast.AST) -> Iterator[str]:
    """What the answers of a question are called: a key of one letter, the words, an id."""
    if isinstance(node, ast.Tuple) and len(node.elts) in {2, 3}:
        key, words = (without_values(one) for one in node.elts[:2])
        if key and words and words[:1].isupper() and re.fullmatch("[a-z]|enter", key):
            yield words


def of_notes(node: ast.AST) -> Iterator[str]:
    """The notes of a form's rows, as calls name them."""
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in {"SheetRow", "replace"}:
        for keyword in node.keywords:
            if keyword.arg in {"note", "problem"}:
                yield from texts_of(keyword.value)
    if name in {"_text", "_switch", "_heading"}:
        for argument in node.args[1:]:
            yield from texts_of(argument)


def found(of: Callable[[ast.AST], Iterator[str]]) -> Iterator[tuple[str, str]]:
    """Place and text."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in walk(tree_of(path.read_text("utf-8"))):
            for text in of(node):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", text


@each_case(ROWS, lambda row: f"{row.where}-{row.id}-{row.default_keys}")
def test_a_key_is_described_in_the_imperative(row: KeyRow) -> None:
    first = re.split(r"[ :;,]", row.sentence, maxsplit=1)[0]
    assert first in VERBS, row.sentence
    assert not row.sentence.endswith(".")
    assert len(row.sentence) <= DESCRIPTION, row.sentence
    assert len(row.label) <= LONGER_LABEL
    # The palette shows both.
    assert row.sentence != row.label or row.id == "list.choose"


def test_the_words_of_the_footer_are_short() -> None:
    labels = set(shown_labels())
    assert {"Send", "Next tab", "Reveal"} <= labels
    assert not {one for one in labels if len(one) > LABEL or one.endswith(".")}


@pytest.mark.parametrize(
    ("of", "longest", "least"),
    [(of_notices, NOTICE, 40), (of_choices, CHOICE, 40), (of_notes, NOTE, 15)],
    ids=["notices", "choices", "notes"],
)
def test_texts_fit_their_places(
    of: Callable[[ast.AST], Iterator[str]], longest: int, least: int
) -> None:
    texts = list(found(of))
    assert len(texts) >= least
    assert not [(place, text) for place, text in texts if len(text) > longest]


def test_the_helps_of_environments_fit_their_rows() -> None:
    from outrider.widgets.environment.environment_rows import FILES, GENERAL, SWITCHES

    assert not [one for _, one in (*GENERAL, *SWITCHES, *FILES) if len(one) > NOTE]


def test_the_helps_of_fields_fit_their_rows() -> None:
    fields = [one for scheme in SCHEMES for one in scheme.fields({})]
    fields += [one for scheme in SCHEMES for one in scheme.own_fields]
    for declared in (
        *(grant.fields for grant in GRANTS),
        *(method.fields for method in CLIENT_AUTH_METHODS),
        *(provider.fields for provider in PROVIDERS),
    ):
        fields += declared
    helps = {one.help for one in fields if one.help}
    assert len(helps) > 12
    assert not {one for one in helps if len(one) > NOTE or one.endswith(".")}


def test_the_choices_end_without_a_period() -> None:
    assert not [(place, text) for place, text in found(of_choices) if text.endswith(".")]
