"""An answer as it is kept to be compared with later ones: laid out, without what always changes."""

from __future__ import annotations

import difflib
import json
from itertools import islice

MOST_LINES = 20
"""Lines of a difference that are told."""


def snapshot_of_json(text: str) -> str:
    """JSON with one member a line, keys in order.

    Raises:
        ValueError: it is no JSON.
    """
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def difference(kept: str, now: str) -> str:
    """The lines that differ, as ``diff`` tells them; empty where none does."""
    old, new = kept.splitlines(), now.splitlines()
    lines = islice(
        difflib.unified_diff(old, new, "snapshot", "response", lineterm="", n=1), 2, None
    )
    found = [line for line in lines if not line.startswith("@@")]
    if len(found) > MOST_LINES:
        found = [*found[:MOST_LINES], f"… {len(found) - MOST_LINES} more lines"]
    return "\n".join(found)
