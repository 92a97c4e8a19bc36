"""Hoppscotch's scripts in the words of Postman, from which their reader takes its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outrider.importers.building.item_builders import ImportedScript
from outrider.importers.building.loose_values import Json, text_of

_WORDS = (
    (r"\b(?:pw|hopp)\.env\.(?:active\.)?(get|set|unset|reset)\b", r"pm.environment.\1"),
    (r"\bhopp\.env\.global\.(get|set|unset)\b", r"pm.globals.\1"),
    (r"\bpw\.response\.status\b|\bhopp\.response\.statusCode\b", "pm.response.code"),
    (r"\bhopp\.response\.responseTime\b", "pm.response.responseTime"),
    (r"\bhopp\.response\.body\.asJSON\(\)", "pm.response.json()"),
    (r"\bhopp\.response\.body\.asText\(\)|\bhopp\.response\.text\(\)", "pm.response.text()"),
    (r"\bhopp\.response\.json\(\)", "pm.response.json()"),
    (r"\bpw\.response\.body\b", "pm.response.json()"),
    (r"\b(?:pw|hopp)\.(test|expect)\b", r"pm.\1"),
    (r"\.toBeLevel([2-5])xx\(\)", r".to.be.within(\g<1>00, \g<1>99)"),
    (r"\.toBe\(", ".to.equal("),
    (r"\.toBeType\(", ".to.be.a("),
    (r"\.toHaveLength\(", ".to.have.lengthOf("),
    (r"\.toInclude\(", ".to.include("),
)


def read_scripts(data: Mapping[str, Json]) -> Iterator[ImportedScript]:
    """The scripts of a request, or of a collection."""
    for key, listen in (("preRequestScript", "prerequest"), ("testScript", "test")):
        written = text_of(data.get(key))
        if _does_something(written):
            yield ImportedScript(listen, in_words_of_postman(written), True, written)


def in_words_of_postman(script: str) -> str:
    """The script with its words replaced, line by line the same."""
    for pattern, words in _WORDS:
        script = re.sub(pattern, words, script)
    return script


def _does_something(script: str) -> bool:
    """New requests come with a line that only says that they are modules."""
    return script.strip() not in {"", "export {};"}
