"""Scripts that set variables to constants and do nothing else: as variables, they say the same."""

from __future__ import annotations

import json
import re

from outrider.model.workspace import Scalar

_STRING = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rf"(?P<weak>if \(!pm\.environment\.has\((?P<asked>{_STRING})\)\) )?"
    rf"pm\.variables\.set\((?P<name>{_STRING}), (?P<value>{_STRING}|true|false|-?\d+(?:\.\d+)?)\);"
)


def constants_of(text: str, *, weak: bool) -> dict[str, Scalar] | None:
    """What a script sets, where each of its lines sets a variable; ``None`` for any other.

    ``pm.variables.set`` wins over the environment, as a request's variables do here. Only where
    it asks the environment first is it what a folder's variables are.

    Args:
        text: of the script.
        weak: whether the environment wins, as over a folder's variables.
    """
    values: dict[str, Scalar] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None or bool(match["weak"]) is not weak:
            return None
        if weak and match["asked"] != match["name"]:
            return None
        try:
            values[json.loads(match["name"])] = json.loads(match["value"])
        except ValueError:
            # JavaScript knows escapes that JSON does not.
            return None
    return values or None
