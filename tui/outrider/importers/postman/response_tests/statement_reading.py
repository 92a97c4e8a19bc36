"""Goes through the statements of a test script: what always runs becomes captures and expectations.

Whatever else it does is a statement that is told, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, structs

from outrider.importers.postman.response_tests.captured_parts import capture_of, is_guard
from outrider.importers.postman.response_tests.chai_chains import read_chain
from outrider.importers.postman.response_tests.chain_reading import chain_in
from outrider.importers.postman.response_tests.name_binding import bind_parts, forget_parts
from outrider.importers.postman.response_tests.part_checks import truthy
from outrider.importers.postman.response_tests.part_evaluation import PartEvaluator
from outrider.importers.postman.response_tests.sandbox_names import (
    POSTMAN_SANDBOX,
    ScriptSandbox,
)
from outrider.importers.postman.response_tests.script_parts import (
    UNDEFINED,
    KnownValue,
    NamedPart,
    NameScope,
    NotConverted,
    PartValue,
    SandboxName,
    ScriptFunction,
    UnclearValue,
    argument_at,
)
from outrider.importers.postman.response_tests.statement_kinds import (
    ENDS,
    SILENT,
    is_silent,
    is_there_for_others,
    leaves_loop,
    seems_to_act,
    titles_in,
)
from outrider.importers.postman.scripts.calls import parameters
from outrider.importers.postman.scripts.postman_functions import SETTERS
from outrider.importers.postman.scripts.script_state import OtherStatement, leftover
from outrider.importers.postman.scripts.syntax import (
    FUNCTIONS,
    BrokenScript,
    SyntaxNode,
    arguments,
    parse,
    text,
    walk,
)
from outrider.model.expectation import Capture, Expectation, Subject

_MAY_NOT_RUN = "it does not always run"
_AFTER_END = "a statement before it may end the script"
_DEEPEST = 40


class LeftStatement(Struct, frozen=True):
    """A statement that was not converted, and why."""

    statement: OtherStatement
    why: str


class FoundExpectation(Struct, frozen=True):
    """An expectation, and its statement."""

    expectation: Expectation
    statement: OtherStatement


class FoundCapture(Struct, frozen=True):
    """A capture, and the line of its statement.

    Attributes:
        behind_checks: the script takes the value only where the checks before it are met.
    """

    capture: Capture
    line: int
    behind_checks: bool = False


class ScriptTests(Struct):
    """What a test script checks and stores, and what else it does.

    Attributes:
        early_names: variables that it reads before it sets them, if it does.
        jar_lines: where it asks for cookies, which Postman's jar may have from elsewhere.
    """

    expectations: list[FoundExpectation]
    captures: list[FoundCapture]
    left: list[LeftStatement]
    jar_lines: dict[str, int]
    early_names: set[str]

    @property
    def seen(self) -> tuple[int, int]:
        """How many expectations there are, and statements that were left."""
        return len(self.expectations), len(self.left)

    def drop_guard(self, capture: Capture, since: tuple[int, int]) -> None:
        """Drops the only expectation since then, where the capture says the same by itself.

        One that finds nothing is unmet.
        """
        is_only = self.seen == (since[0] + 1, since[1])
        if is_only and is_guard(self.expectations[-1].expectation, capture):
            self.expectations.pop()


def read_tests(
    script: str,
    variable: Callable[[str], str],
    title: Callable[[str], str],
    schema_file: Callable[[object, str], str],
    brought: ScriptSandbox = POSTMAN_SANDBOX,
) -> ScriptTests:
    """What a test script does.

    Args:
        script: its text.
        variable: a reference to a variable, by its name in Postman.
        title: the name of an expectation, by a test's title.
        schema_file: the path of a file for a JSON Schema and its dialect.
        brought: what the program gives scripts.

    Raises:
        BrokenScript: it is no JavaScript, or cannot be followed.
    """
    tree = parse(script)
    reader = _TestReader(variable, title, schema_file, brought)
    try:
        reader.read(tree)
    except RecursionError:
        raise BrokenScript("it is nested too deeply") from None
    return reader.found


class _TestReader:
    def __init__(
        self,
        variable: Callable[[str], str],
        title: Callable[[str], str],
        schema_file: Callable[[object, str], str],
        brought: ScriptSandbox,
    ) -> None:
        self.found = ScriptTests([], [], [], {}, set())
        self._title = title
        self._test = ""
        self._first_of_test = (0, 0)
        self._depth = 0
        self._ended = ""
        self._evaluator = PartEvaluator(self, variable, schema_file, brought)

    def read(self, tree: SyntaxNode) -> None:
        """The whole script."""
        self._block(tree, NameScope())
        self.found.early_names = self._evaluator.early_names

    # Statements.

    def _block(self, block: SyntaxNode, scope: NameScope) -> PartValue | None:
        """Its statements; what it returns, or ``None``."""
        for one in block.children:
            if one.type == "function_declaration" and "name" in one.fields:
                scope.names[one.fields["name"].text] = ScriptFunction(one, scope)
        for one in block.children:
            if one.type == "return_statement" and not self._ended:
                return self._returned(one, scope)
            self._statement(one, scope)
        return None

    def _returned(self, node: SyntaxNode, scope: NameScope) -> PartValue:
        inner = node.children[0] if node.children else None
        if inner is not None and self._effect(inner, node, scope):
            return UNDEFINED
        return self._evaluator.value(inner, scope)

    def _statement(self, node: SyntaxNode, scope: NameScope) -> None:
        self._evaluator.count(node)
        if node.type in {"empty_statement", "function_declaration", "comment"}:
            return
        if self._ended:
            if not is_silent(node):
                self._leave(node, self._ended, scope)
            return
        if node.type == "expression_statement":
            self._expression(node, scope)
        elif node.type in {"lexical_declaration", "variable_declaration"}:
            for one in node.children:
                self._declare(one, node, scope)
        elif node.type == "statement_block":
            self._block(node, NameScope(around=scope))
        elif node.type == "for_in_statement" and self._for_each(node, scope):
            return
        else:
            self._leave(
                node, _MAY_NOT_RUN if is_there_for_others(node) else "it is not understood", scope
            )
            if any(one.type in ENDS for one in walk(node, closed=FUNCTIONS)):
                self._ended = _AFTER_END

    def _expression(self, node: SyntaxNode, scope: NameScope) -> None:
        inner = node.children[0] if node.children else None
        if inner is None or inner.type == "string":
            return
        if not self._effect(inner, node, scope):
            self._leave(node, "it is not understood", scope)

    def _declare(self, one: SyntaxNode, node: SyntaxNode, scope: NameScope) -> None:
        target = one.get("name")
        value = self._evaluator.value(one.get("value"), scope)
        if isinstance(value, UnclearValue) and seems_to_act(one):
            self._leave(node, value.why, scope)
        if target is not None:
            bind_parts(self._evaluator, target, value, scope)

    def _for_each(self, node: SyntaxNode, scope: NameScope) -> bool:
        """``for (const x of […])``, whose turns are known."""
        operator = node.fields["operator"].type if "operator" in node.fields else ""
        items = self._evaluator.value(node.get("right"), scope)
        left, body = node.get("left"), node.get("body")
        if operator != "of" or left is None or body is None or leaves_loop(body):
            return False
        if not isinstance(items, KnownValue) or not isinstance(items.value, list):
            return False
        for one in items.value:
            turn = NameScope(around=scope)
            bind_parts(self._evaluator, left, KnownValue(one), turn)
            self._statement(body, turn)
        return True

    # What a statement does.

    def _effect(self, node: SyntaxNode, statement: SyntaxNode, scope: NameScope) -> bool:
        """Does what an expression does; whether that was understood."""
        try:
            return self._done(node, statement, scope)
        except NotConverted as reason:
            self._leave(statement, str(reason), scope)
            return True

    def _done(self, node: SyntaxNode, statement: SyntaxNode, scope: NameScope) -> bool:
        while node.type == "parenthesized_expression" and node.children:
            node = node.children[-1]
        if node.type == "assignment_expression":
            return self._assigned(node, statement, scope)
        base, links = chain_in(self._evaluator, node, scope)
        if base is not None:
            self._assert(read_chain(base, links, self._evaluator.schema_file), statement)
            return True
        if node.type != "call_expression":
            return False
        callee = node.get("function")
        if text(callee).startswith(SILENT):
            return True
        function = self._evaluator.value(callee, scope)
        if isinstance(function, ScriptFunction):
            self._evaluator.value(node, scope)
            return True
        path = function.path if isinstance(function, SandboxName) else ""
        given = [self._evaluator.value(one, scope) for one in arguments(node)]
        if path == "pm.test":
            self._run_test(given, node, statement)
        elif path in SETTERS:
            self._set(path, given, statement)
        else:
            return self._each_of(callee, given, node, scope)
        return True

    def _each_of(
        self, callee: SyntaxNode | None, given: list[PartValue], node: SyntaxNode, scope: NameScope
    ) -> bool:
        """``[…].forEach(…)``, whose turns are known."""
        if callee is None or callee.type != "member_expression":
            return False
        owner = self._evaluator.value(callee.get("object"), scope)
        function = argument_at(given, 0)
        if text(callee.get("property")) != "forEach" or not isinstance(function, ScriptFunction):
            return False
        if not isinstance(owner, KnownValue) or not isinstance(owner.value, list):
            return False
        for index, one in enumerate(owner.value):
            self.call_function(function, [KnownValue(one), KnownValue(index)], node)
        return True

    def _assigned(self, node: SyntaxNode, statement: SyntaxNode, scope: NameScope) -> bool:
        target, value = node.get("left"), self._evaluator.value(node.get("right"), scope)
        if target is None:
            return False
        if target.type == "identifier":
            holder = scope.holder(target.text) or scope
            holder.names[target.text] = value
            return True
        owner = self._evaluator.value(target.get("object"), scope)
        if owner == SandboxName("tests"):
            before = self._test
            index = target.get("index") or target.get("property")
            known = self._evaluator.value(index, scope)
            self._test = self._title(_shown(known, text(index)))
            try:
                self._assert(truthy(value), statement)
            finally:
                self._test = before
            return True
        self._evaluator.is_changed = True
        return False

    def _assert(self, found: list[Expectation], statement: SyntaxNode) -> None:
        for one in found:
            if one.subject is Subject.COOKIE:
                self.found.jar_lines.setdefault(str(one.argument), statement.line)
            named = structs.replace(one, name=self._test)
            self.found.expectations.append(FoundExpectation(named, leftover(statement)))

    def _run_test(self, given: list[PartValue], node: SyntaxNode, statement: SyntaxNode) -> None:
        """``pm.test(title, function)``."""
        function = argument_at(given, 1)
        if not isinstance(function, ScriptFunction):
            raise NotConverted("its function is not known without running the script")
        if parameters(function.node) or "async" in function.node.words:
            raise NotConverted("it is asynchronous")
        before = self._test, self._first_of_test, self._ended
        written = arguments(node)
        self._test = self._title(_shown(given[0], text(written[0]) if written else ""))
        self._first_of_test = self.found.seen
        try:
            self.call_function(function, [], statement)
        finally:
            # What ends a test does not end the script.
            self._test, self._first_of_test, self._ended = before

    def _set(self, path: str, given: list[PartValue], statement: SyntaxNode) -> None:
        """``pm.environment.set(name, value)``."""
        name, value = argument_at(given, 0), argument_at(given, 1)
        if not isinstance(name, KnownValue) or not isinstance(name.value, str):
            raise NotConverted("the name of the variable is not known without running the script")
        self._evaluator.stored[name.value] = UnclearValue(f'it uses "{name.value}" after it is set')
        capture = capture_of(name.value, value)
        if isinstance(value, NamedPart) and value.subject is Subject.COOKIE:
            self.found.jar_lines.setdefault(value.name, statement.line)
        self._evaluator.stored[name.value] = value
        if self._test == self._title(f"capture {name.value}"):
            self.found.drop_guard(capture, self._first_of_test)
        behind = bool(self._test) and self.found.seen != self._first_of_test
        self.found.captures.append(FoundCapture(capture, statement.line, behind))

    # Functions of the script.

    def call_function(
        self, function: ScriptFunction, given: list[PartValue], node: SyntaxNode
    ) -> PartValue:
        """What a call gives back; its statements are gone through."""
        self._depth += 1
        before = self._ended
        try:
            if self._depth > _DEEPEST:
                raise BrokenScript("it is nested too deeply", node.line)
            scope = NameScope(around=function.scope)
            for index, one in enumerate(parameters(function.node)):
                bind_parts(self._evaluator, one, argument_at(given, index), scope)
            body = function.node.get("body")
            if body is None or function.node.type.startswith("generator"):
                return UnclearValue("it calls a function that is not understood")
            if body.type == "statement_block":
                returned = self._block(body, scope)
                return UNDEFINED if returned is None else returned
            return self._returned_by(body, scope)
        finally:
            self._depth -= 1
            self._ended = before

    def _returned_by(self, body: SyntaxNode, scope: NameScope) -> PartValue:
        """What an arrow function without braces gives back."""
        if self._effect(body, body, scope):
            return UNDEFINED
        return self._evaluator.value(body, scope)

    # What is left.

    def _leave(self, node: SyntaxNode, why: str, scope: NameScope) -> None:
        """Notes a statement that was not converted, and what it makes unknown."""
        if not is_silent(node):
            titles = ", ".join(f'"{one}"' for one in dict.fromkeys(titles_in(node)))
            why = f"{why}. It contains test {titles}" if titles else why
            self.found.left.append(LeftStatement(leftover(node), why))
        forget_parts(self._evaluator, node, scope)


def _shown(value: PartValue, written: str) -> str:
    """A title: as it comes out, or as it is written."""
    return str(value.value) if isinstance(value, KnownValue) else written.strip("\"'`")
