"""Texts of tools that know no reference in double braces, or not in this place."""

from __future__ import annotations

import re

from outrider.variables.reference_grammar import double_backslashes


def literal_text(written: str) -> str:
    """A text in which nothing is a reference."""
    return re.sub(r"\{\{", r"\\{{", double_backslashes(written)) if "{{" in written else written
