"""Regular expressions of a script, as far as Python's mean the same and cost next to nothing."""

from __future__ import annotations

import re

from outrider.importers.postman.scripts.script_values import RegexValue

_LONGEST = 200
_PLAIN = r"[\w /:,@=&%~#-]|\\[./\\()\[\]{}|?+*^$-]"
_ATOM = rf"(?:{_PLAIN}|\.|\\[dws]|\[\^?(?:[\w /:,@.-]|\\[dws./-])+\])"
_SIMPLE = re.compile(rf"(?:{_ATOM}[*+?]?|[\^$|]|\\b|\((?:\?:)?|\)\??)*", re.ASCII)
"""No lookaround, no reference, nothing repeated inside of what is repeated."""
_REPEATS = re.compile(r"(?<!\\)[*+]")
_END = re.compile(r"(\\.|\[[^\]]*\])|\$")
_MOST_REPEATS = 2
"""Each multiplies the time by the length of the text (OWASP: regular expression DoS)."""


def match_of(regex: RegexValue, text: str) -> re.Match[str] | bool:
    """What a regular expression finds in a text: ``False`` for nothing, ``True`` if nobody knows.

    ``g`` and ``y`` remember where they were (ECMA-262 §22.2.7.2), so they are not known.
    """
    if max(len(regex.pattern), len(text)) > _LONGEST or not text.isascii():
        return True
    is_simple = _SIMPLE.fullmatch(regex.pattern) and not set(regex.flags) - set("iu")
    if not is_simple or len(_REPEATS.findall(regex.pattern)) > _MOST_REPEATS:
        return True
    written = _END.sub(lambda found: found[1] or r"\Z", regex.pattern)
    try:
        found = re.search(written, text, re.ASCII | (re.IGNORECASE if "i" in regex.flags else 0))
    except re.error:
        return True
    return found or False
