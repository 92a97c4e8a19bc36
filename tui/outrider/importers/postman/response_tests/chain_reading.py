"""Finds the chains of chai's words among the expressions of a script."""

from __future__ import annotations

from outrider.importers.postman.response_tests.chai_chains import ChainLink
from outrider.importers.postman.response_tests.part_evaluation import PartEvaluator
from outrider.importers.postman.response_tests.script_parts import (
    NameScope,
    PartValue,
    ResponsePart,
)
from outrider.importers.postman.scripts.syntax import SyntaxNode, arguments, text

_NAMING = frozenset(("member_expression", "identifier", "call_expression"))
"""What may name the response."""


def chain_in(
    evaluator: PartEvaluator, node: SyntaxNode, scope: NameScope
) -> tuple[PartValue | None, list[ChainLink]]:
    """What a chain of chai's words is about, and its words; ``None`` for anything else."""
    links: list[tuple[str, SyntaxNode | None]] = []
    one: SyntaxNode | None = node
    call: SyntaxNode | None = None
    while one is not None:
        if one.type == "call_expression":
            callee = one.get("function")
            if text(callee) in {"pm.expect", "expect"} and links:
                given = arguments(one)
                subject = evaluator.subject(given[0] if given else None, scope)
                return subject, _links(evaluator, links, scope)
            call, one = one, callee
        elif one.type == "member_expression":
            links.insert(0, (text(one.get("property")), call))
            call, one = None, one.get("object")
        elif one.type == "await_expression":
            return None, []
        else:
            break
        begins = one is not None and call is None and links and links[0][0] == "to"
        if begins and one is not None and one.type in _NAMING:
            subject = evaluator.value(one, scope)
            if isinstance(subject, ResponsePart):
                return subject, _links(evaluator, links, scope)
    return None, []


def _links(
    evaluator: PartEvaluator, links: list[tuple[str, SyntaxNode | None]], scope: NameScope
) -> list[ChainLink]:
    return [
        ChainLink(word)
        if call is None
        else ChainLink(word, tuple(evaluator.value(one, scope) for one in arguments(call)))
        for word, call in links
    ]
