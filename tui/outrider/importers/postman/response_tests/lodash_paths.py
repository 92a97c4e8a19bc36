"""Paths as lodash and chai write them in one text."""

from __future__ import annotations

import re

from outrider.importers.postman.response_tests.script_parts import NotConverted

_LODASH_STEP = re.compile(r"[^.\[\]]+|\[(\d+)\]|\[(['\"])(.*?)\2\]")


def lodash_steps(written: str) -> tuple[str | int, ...]:
    """The path that lodash and chai read in a text: ``a.b[0]``.

    Raises:
        NotConverted: it has other signs in it.
    """
    steps: list[str | int] = []
    at = 0
    while at < len(written):
        if written[at] == "." and at:
            at += 1
        found = _LODASH_STEP.match(written, at)
        if found is None:
            raise NotConverted("its path is not understood")
        steps.append(int(found[1]) if found[1] else found[3] if found[2] else found[0])
        at = found.end()
    if not steps:
        raise NotConverted("its path is empty")
    return tuple(steps)
