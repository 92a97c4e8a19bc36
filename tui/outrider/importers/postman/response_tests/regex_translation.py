"""Regular expressions of JavaScript as Python has them, where both find the same."""

from __future__ import annotations

import re

from outrider.importers.postman.response_tests.script_parts import NotConverted, RegexPart

_FLAGS = frozenset("gims")
_ASCII = re.compile(r"(?<!\\)(?:\\\\)*\\[wWdDbB]")
_UNLIKE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[pPkcuAzZGQE]|0\d)|\{,|\{\{|\[\]|\[\^\]")
_ESCAPED = frozenset("dDwWsSbBnrtfv0123456789")


def python_regex(pattern: str, flags: str) -> RegexPart:
    """The same in Python.

    Raises:
        NotConverted: Python has no such expression, or finds something else.
    """
    if not _FLAGS.issuperset(flags) or _UNLIKE.search(pattern):
        raise NotConverted("its regular expression is another one in Python")
    written = _rewritten(pattern)
    inline = "".join(one for one in "ims" if one in flags)
    if _ASCII.search(pattern):
        inline = f"a{inline}"
    if inline:
        written = f"(?{inline}:{written})"
    try:
        groups = re.compile(written).groups
    except (re.error, RecursionError, OverflowError):
        raise NotConverted("its regular expression is another one in Python") from None
    return RegexPart(written, groups)


def _rewritten(pattern: str) -> str:
    made: list[str] = []
    at, inside = 0, False
    while at < len(pattern):
        one = pattern[at]
        if one == "\\" and at + 1 < len(pattern):
            following = pattern[at + 1]
            plain = following.isascii() and following.isalnum()
            if plain and following not in _ESCAPED and following != "x":
                # Any other letter behind a backslash stands for itself.
                made.append(following)
            else:
                made.append("/" if following == "/" else one + following)
            at += 2
            continue
        if inside:
            inside = one != "]"
            made.append("\\[" if one == "[" else one)
        elif one == "[":
            inside = True
            made.append(one)
        elif one == "$":
            # Python's also stands before a line break at the end.
            made.append("\\Z")
        elif pattern.startswith("(?<", at) and pattern[at + 3 : at + 4] not in {"=", "!"}:
            made.append("(?P<")
            at += 2
        else:
            made.append(one)
        at += 1
    return "".join(made)


def regex_without(pattern: str) -> str:
    """An expression that is found where another one is not."""
    return rf"\A(?![\s\S]*?(?:{pattern}))"
