"""JSONPath (RFC 9535) as steps, where it leads to one value by names and indexes."""

from __future__ import annotations

import re

from outrider.model.jq_programs import JqSteps

_STEP = re.compile(
    r"\.(?P<name>[^\W\d][\w-]*)"
    r"|\[(?P<index>-?\d+)\]"
    r"|\[(?:'(?P<single>(?:[^'\\]|\\.)*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\")\]"
)


def steps_of_json_path(path: str) -> JqSteps | None:
    """The names and indexes that it leads through; ``None`` where it asks for more than that."""
    path = path.strip()
    if not path.startswith("$"):
        return None
    steps: list[str | int] = []
    at = 1
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            return None
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            quoted = found["single"] if found["single"] is not None else found["double"]
            steps.append(found["name"] or re.sub(r"\\(.)", r"\1", quoted or ""))
        at = found.end()
    return tuple(steps)
