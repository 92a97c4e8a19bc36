"""Gives the names of a script what they stand for, or forgets it."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.importers.postman.response_tests.part_calls import MUTATING
from outrider.importers.postman.response_tests.part_evaluation import PartEvaluator
from outrider.importers.postman.response_tests.script_parts import (
    NameScope,
    PartValue,
    UnclearValue,
)
from outrider.importers.postman.scripts.postman_functions import SETTERS
from outrider.importers.postman.scripts.syntax import SyntaxNode, arguments, text, walk


def bind_parts(
    evaluator: PartEvaluator, target: SyntaxNode, value: PartValue, scope: NameScope
) -> None:
    """Gives the names of a pattern the parts of a value."""
    match target.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            scope.names[target.text] = value
        case "object_pattern":
            for one in target.children:
                key = one.get("key") or one
                inner = one.get("value") or one
                if one.type in {"pair_pattern", "shorthand_property_identifier_pattern"}:
                    part = evaluator.part(value, key.text.strip("\"'"), one)
                    bind_parts(evaluator, inner, part, scope)
                else:
                    forget_parts(evaluator, one, scope, fresh=True)
        case "array_pattern":
            if target.words.count(",") > max(len(target.children) - 1, 0):
                forget_parts(evaluator, target, scope, fresh=True)
                return
            for index, one in enumerate(target.children):
                bind_parts(evaluator, one, evaluator.part(value, index, one), scope)
        case _:
            forget_parts(evaluator, target, scope, fresh=True)


def forget_parts(
    evaluator: PartEvaluator, node: SyntaxNode, scope: NameScope, *, fresh: bool = False
) -> None:
    """What a node may give another value is not known any more."""
    for one in walk(node):
        names: Iterator[SyntaxNode] = iter(())
        if _changes_members(one):
            evaluator.is_changed = True
        if one.type in {"assignment_expression", "augmented_assignment_expression"}:
            names = walk(one.fields["left"]) if "left" in one.fields else names
        elif one.type == "update_expression":
            names = walk(one)
        elif one.type == "call_expression" and text(one.get("function")) in SETTERS:
            for given in arguments(one)[:1]:
                name = text(given).strip("\"'`")
                evaluator.stored[name] = UnclearValue(f'"{name}" may be set before')
        elif fresh and one.type.endswith(("identifier", "identifier_pattern")):
            names = iter((one,))
        for each in names:
            if each.type.endswith(("identifier", "identifier_pattern")):
                holder = scope if fresh else scope.holder(each.text)
                if holder is not None:
                    holder.names[each.text] = UnclearValue(
                        f"{each.text} is not known without running the script"
                    )


def _changes_members(node: SyntaxNode) -> bool:
    """Whether an expression gives what somebody holds another member, or takes one away."""
    if node.type == "call_expression":
        callee = node.get("function")
        return callee is not None and text(callee.get("property")) in MUTATING
    if node.type == "unary_expression":
        return "delete" in node.words or text(node.get("operator")) == "delete"
    left = node.get("left")
    return (
        node.type in {"assignment_expression", "augmented_assignment_expression"}
        and left is not None
        and left.type in {"member_expression", "subscript_expression"}
    )
