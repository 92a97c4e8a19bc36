"""What each test would pay anew and show nothing by: a slow disk, parsing the same CSS."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that have to be free in memory before the tests' files are written there."""


def write_files_in_memory() -> None:
    """Has ``tmp_path`` in memory where files can be there as on a disk: tests wait for no disk."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return
    # Containers often refuse to run programs that are there.
    runs_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    if runs_programs and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def parse_each_css_once() -> None:
    """Lets the apps of one process share the rules of CSS that is the same, as are its variables.

    A program has one app and parses each once; here a thousand apps follow one another.
    """
    parse_rules, parse = Stylesheet._parse_rules, Stylesheet.parse
    parts: dict[tuple[object, ...], list[RuleSet]] = {}
    wholes: dict[tuple[object, ...], list[RuleSet]] = {}

    @functools.wraps(parse_rules)
    def part(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        variables = frozenset(self._variables.items())
        key = (css, read_from, is_default_rules, tie_breaker, scope, variables)
        if key not in parts:
            parts[key] = parse_rules(self, css, read_from, is_default_rules, tie_breaker, scope)
        return parts[key]

    @functools.wraps(parse)
    def whole(self: Stylesheet) -> None:
        variables, invalid = frozenset(self._variables.items()), frozenset(self._invalid_css)
        key = (*self.source.items(), variables, invalid)
        if key in wholes:
            self._rules, self._rules_map, self._require_parse = wholes[key], None, False
        else:
            parse(self)
            wholes[key] = self._rules

    Stylesheet._parse_rules = part  # type: ignore[method-assign]
    Stylesheet.parse = whole  # type: ignore[method-assign]
