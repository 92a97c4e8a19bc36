"""The examples of a page of ``docs/``: blocks of code, and comments that readers do not see.

A comment before a block says why it is not run (``<!-- not run: needs Homebrew -->``); one that
begins with ``setup`` has commands that the examples after it need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "reference" not in path.parts)
README = ROOT / "README.md"

_PIECES = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w-]*)(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$"
    r"|^<!-- not run: (?P<reason>[^\n]+) -->$"
    r"|^<!-- setup\n(?P<setup>.*?)^-->$",
    re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """A block of code.

    Attributes:
        line: of the page, from 1 on.
        language: ``setup`` for commands that readers do not see.
        title: the file that the text is in; empty for none.
        reason: why it is not run; empty where it is.
    """

    line: int
    language: str
    title: str
    text: str
    reason: str = ""


@dataclass(frozen=True)
class Command:
    """A command of a console block, and what the page shows that it prints."""

    line: int
    words: str
    shown: str


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in order."""
    text = page.read_text("utf-8")
    reason = ""
    for found in _PIECES.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["reason"]:
            reason = found["reason"]
        elif found["setup"] is not None:
            yield Block(line, "setup", "", found["setup"])
        else:
            title = _TITLE.search(found["info"])
            inside = re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE)
            yield Block(line, found["language"], title[1] if title else "", inside, reason)
            reason = ""


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block; a line that ends with a backslash goes on."""
    words, shown, line = "", "", block.line
    for number, text in enumerate(block.text.splitlines(), block.line + 1):
        if words.endswith("\\"):
            words = f"{words}\n{text}"
        elif text.startswith("$ "):
            if words:
                yield Command(line, words, shown)
            words, shown, line = text[2:], "", number
        else:
            shown += f"{text}\n"
    if words:
        yield Command(line, words, shown)
