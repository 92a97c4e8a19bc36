"""Why a script sends no request."""

from __future__ import annotations

import re

from outrider.importers.postman.scripts.syntax import FUNCTIONS, SyntaxNode, text
from outrider.importers.postman.scripts.unsupported_script import SENDS_NOTHING, UnsupportedScript

_OTHER_SENDERS = re.compile(
    r"(?<![\w$.])(?:(axios|XMLHttpRequest|superagent|needle|got)(?=\s*[.(])|(fetch)(?=\s*\())"
)
"""What sends requests outside of Postman's sandbox, or in packages."""


def sent_otherwise(script: str) -> UnsupportedScript:
    """Why a script that does not name what sends here is none for a token."""
    other = _OTHER_SENDERS.search(script)
    if other is None:
        return UnsupportedScript(SENDS_NOTHING)
    why = f"it sends its request with {other[1] or other[2]}, not with pm.sendRequest"
    return UnsupportedScript(why, script.count("\n", 0, other.start()) + 1)


def unsent(tree: SyntaxNode) -> UnsupportedScript:
    """Why a script sends nothing although it names what sends."""
    waiting: list[tuple[SyntaxNode, str]] = [(tree, "")]
    while waiting:
        node, name = waiting.pop()
        if node.type == "call_expression" and text(node.get("function")).endswith("sendRequest"):
            if name:
                why = f'it sends in function "{name}", which is never called'
                return UnsupportedScript(why, node.line)
            return UnsupportedScript("it sends in code that is never reached", node.line)
        for one in node.children:
            inner = name
            if one.type in FUNCTIONS:
                named = one.get("name") or (
                    node.get("name") if node.type == "variable_declarator" else None
                )
                inner = text(named) or name
            waiting.append((one, inner))
    return UnsupportedScript(SENDS_NOTHING)
