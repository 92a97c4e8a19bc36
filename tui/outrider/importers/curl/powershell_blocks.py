"""Which blocks of a PowerShell script are around a place (its manual, about_Script_Blocks)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from enum import Enum

_TOKEN = re.compile(
    r"`."
    r"|<#.*?(?:#>|\Z)|(?<![^\s;|(){}])#[^\n]*"
    r"|@\'[ \t]*\n.*?(?:\n\'@|\Z)|@\"[ \t]*\n.*?(?:\n\"@|\Z)"
    r"|\'[^\']*(?:\'|\Z)|\"(?:`.|[^\"`])*(?:\"|\Z)"
    r"|\$\{[^{}\n]{0,200}\}|[{}()]|&&|\|\||[;\n]",
    re.DOTALL,
)
_FAR = 200
"""Characters before a brace that are looked at."""
_KEYWORD = re.compile(
    r"(?:\A|[\s;{}|])(else|do|catch|ForEach(?:-Object)?|%)"
    r"(?:[ \t]+-\w+(?:[ \t]+\d+)?|(?<=catch)[ \t]*\[[^\n{}]*)*\s*\Z",
    re.IGNORECASE,
)
_BEFORE_BRACKET = re.compile(
    r"(?:\A|[\s;{}])(if|elseif|while|until|for|foreach|switch)(?:[ \t]+-\w+)*\s*\Z", re.IGNORECASE
)
_LOOPS = frozenset({"while", "until", "for", "foreach", "do", "%", "foreach-object"})
_PROGRAM = re.compile(r"(?<![\w./-])(?:curl|wget|https?|iwr|irm)(?:\.exe)?(?![\w.-])")
_CASE = re.compile(r"(?:\A|[\n;{}])[ \t]*(?:default|[\'\"$\w][^\n;{}]*)\Z", re.IGNORECASE)


class Surrounding(Enum):
    """What decides whether, or how often, a command is run."""

    CONDITION = "condition"
    LOOP = "loop"


class _Block:
    def __init__(self, kind: Surrounding | None, *, is_switch: bool = False) -> None:
        self.kind = kind
        self.is_switch = is_switch


class ScriptBlocks:
    """The blocks of one script, gone through once; strings and comments have none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        self._found: list[frozenset[Surrounding]] = [frozenset()]
        self._stack: list[_Block] = []
        self._brackets: list[tuple[int, Surrounding | None]] = []
        self._closed: dict[int, int] = {}
        self._count: Counter[Surrounding | None] = Counter()
        self._is_joined = False
        for match in _TOKEN.finditer(text):
            self._take(match)

    def around(self, at: int) -> frozenset[Surrounding]:
        """What surrounds the place."""
        return self._found[bisect_right(self._starts, at) - 1]

    def _take(self, match: re.Match[str]) -> None:
        sign, at = match[0], match.start()
        if sign == "{":
            self._stack.append(self._opened(at))
            self._count[self._stack[-1].kind] += 1
        elif sign == "}" and self._stack:
            self._count[self._stack.pop().kind] -= 1
            self._is_joined = False
        elif sign == "(":
            before = _BEFORE_BRACKET.search(self._text, max(at - 40, 0), at)
            # What a condition calls is called in any case, and by a loop again and again.
            is_loop = before is not None and before[1].lower() in {"while", "until", "for"}
            self._brackets.append((at, Surrounding.LOOP if is_loop else None))
            self._count[self._brackets[-1][1]] += 1
        elif sign == ")" and self._brackets:
            self._closed[at], kind = self._brackets.pop()
            self._count[kind] -= 1
        elif sign in {"&&", "||"}:
            self._is_joined = True
        elif sign in {";", "\n"} and not self._brackets:
            self._is_joined &= self._before(at).endswith(("&&", "||", "`"))
        else:
            return
        self._starts.append(match.end())
        self._found.append(frozenset(self._kinds()))

    def _kinds(self) -> Iterator[Surrounding]:
        yield from (kind for kind in Surrounding if self._count[kind])
        if self._is_joined:
            yield Surrounding.CONDITION

    def _before(self, at: int) -> str:
        """What is before a place, as far as it can say of which kind a block is."""
        return self._text[max(at - _FAR, 0) : at].rstrip()

    def _opened(self, at: int) -> _Block:
        before = self._before(at)
        bracket = min(at, _FAR) - len(before) + 1
        opening = self._closed.get(at - bracket)
        if opening is not None:
            word = _BEFORE_BRACKET.search(self._text, max(opening - 40, 0), opening)
            if word is not None:
                name = word[1].lower()
                if name == "switch":
                    return _Block(None, is_switch=True)
                return _Block(Surrounding.LOOP if name in _LOOPS else Surrounding.CONDITION)
        if found := _KEYWORD.search(before):
            name = found[1].lower()
            return _Block(Surrounding.LOOP if name in _LOOPS else Surrounding.CONDITION)
        if self._stack and self._stack[-1].is_switch and _CASE.search(before):
            return _Block(Surrounding.CONDITION)
        return _Block(None)


def surroundings(text: str, lines: Collection[int]) -> Iterator[tuple[int, Surrounding]]:
    """What surrounds the programs that are called in these lines."""
    blocks, at = ScriptBlocks(text), 0
    for number, line in enumerate(text.split("\n"), 1):
        if number in lines:
            kinds = {
                kind
                for match in _PROGRAM.finditer(line)
                for kind in blocks.around(at + match.start())
            }
            yield from ((number, kind) for kind in Surrounding if kind in kinds)
        at += len(line) + 1
