"""Nobody on the screen is told to type a flag, or a command of Outrider's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.syntax_trees import tree_of, walk

ROOT = Path(__file__).parents[2] / "tui" / "outrider"
SHELL_ROOMS = {"cli", "demo"}
"""What only the command line says. Importers name options of the curl that they read."""

QUOTING_ROOMS = {"importers", "exporters"}

COMMANDS = "check|completion|demo|export|import|init|keys|list|send|token|trust|untrust|envs|ls"
TYPED = re.compile(rf"(?<![\w.$-])--[a-z][a-z-]+|\boutrider (?:{COMMANDS})\b")

ALLOWED = {
    "credential_shapes/credential_search.py": "a pattern of what others have written",
    "transport/client_certificates.py": "how to install an extra, outside of Outrider",
    "storage/writing/git_ignore.py": "words of git, which is run with them",
    "terminal/app/external_programs.py": "options of editors, which are run with them",
    "terminal/app/terminal_app.py": "said on the shell, where there is no terminal to draw on",
}


def texts(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that are no docstrings, with their lines."""
    tree = tree_of(source)
    alone = {id(node.value) for node in walk(tree) if isinstance(node, ast.Expr)}
    for node in walk(tree):
        if id(node) not in alone and isinstance(node, ast.Constant) and type(node.value) is str:
            yield node.lineno, node.value


def test_no_text_outside_the_command_line_names_a_flag_or_a_command() -> None:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        if file.split("/")[0] in SHELL_ROOMS | QUOTING_ROOMS:
            continue
        said = [f"{line}: {text}" for line, text in texts(path.read_text()) if TYPED.search(text)]
        if said:
            found[file] = said
    assert not {file: said for file, said in found.items() if file not in ALLOWED}
    assert set(ALLOWED) == set(found)


def test_what_is_looked_for_is_found() -> None:
    source = 'say("Pass --env NAME.")\nsay(f"Run outrider trust {x}")\nsay("a.dialog--box")'
    assert [line for line, text in texts(source) if TYPED.search(text)] == [1, 2]
