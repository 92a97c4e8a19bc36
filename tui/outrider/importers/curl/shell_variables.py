"""A shell's word as the workspace writes it: variables as references, braces as themselves."""

from __future__ import annotations

from outrider.importers.curl.shell_words import VARIABLE
from outrider.variables.reference_grammar import escape


def template(word: str) -> str:
    """``Bearer $TOKEN`` becomes ``Bearer {{$env.TOKEN}}``; literal braces stay literal."""
    pieces: list[str] = []
    at = 0
    for match in VARIABLE.finditer(word):
        pieces += [escape(word[at : match.start()]), "{{$env." + match[1] + "}}"]
        at = match.end()
    pieces.append(escape(word[at:]))
    return "".join(pieces)
