"""What Textual finds out anew for each app is found once for all apps of one process.

Which rules of the CSS a widget has, and which methods take a message, is a sixth of what a test of
the screen costs. Both follow from what does not change between tests: classes, and the CSS.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any

from textual.css.match import match
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

ORDERED = {"first-of-type", "last-of-type", "first-child", "last-child", "empty"}
"""States that are those of a widget's siblings or children."""


@dataclass
class _Candidates:
    """The rules that name a widget, and what came of them for each place that one was in.

    Attributes:
        notes: what Textual notes of a widget that has these rules.
        states: all that make a difference, of the widget or of what is around it.
        chosen: by place, what is set there; nothing where no rule holds.
    """

    notes: dict[str, bool]
    states: tuple[str, ...]
    chosen: dict[tuple[Hashable, ...], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: list[RuleSet]) -> _Candidates:
        own = set[str]().union(*(rule.pseudo_classes for rule in rules))
        selectors = [one for rule in rules for part in rule.selector_set for one in part.selectors]
        every = set[str]().union(*(one.pseudo_classes for one in selectors))
        notes = {
            "_has_hover_style": "hover" in own,
            "_has_focus_within": "focus-within" in own,
            "_has_order_style": not own.isdisjoint(ORDERED),
            "_has_odd_or_even": not own.isdisjoint({"odd", "even"}),
        }
        return cls(notes, tuple(sorted(every)))

    def place(self, node: DOMNode) -> tuple[Hashable, ...]:
        """All that a selector can ask of a widget and of what is around it."""
        return tuple(
            (
                one.__class__,
                one._id,
                frozenset(one._classes),
                tuple(one.has_pseudo_class(name) for name in self.states),
            )
            for one in node.css_path_nodes
        )


@dataclass
class _Sheet:
    """A list of rules, which is kept so that no other has its identity."""

    rules: list[RuleSet]
    by_name: dict[str, list[RuleSet]]
    candidates: dict[frozenset[str], _Candidates] = field(default_factory=dict)

    def candidates_of(self, node: DOMNode) -> _Candidates:
        """The rules that name this widget."""
        names = frozenset(self.by_name.keys() & node._selector_names)
        if names not in self.candidates:
            named = {rule: None for name in names for rule in self.by_name[name]}
            self.candidates[names] = _Candidates.of(list(named))
        return self.candidates[names]


def choose_each_style_once() -> None:
    """Gives a widget the styles that one in the same place had, in whatever app."""
    apply, replace = Stylesheet.apply, Stylesheet.replace_rules
    sheets: dict[int, _Sheet] = {}

    def sheet_of(sheet: Stylesheet) -> _Sheet:
        rules = sheet.rules
        if id(rules) not in sheets:
            sheets[id(rules)] = _Sheet(rules, sheet.rules_map)
        sheet._rules_map = sheets[id(rules)].by_name
        return sheets[id(rules)]

    @wraps(apply)
    def once(
        self: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None
    ) -> None:
        candidates = sheet_of(self).candidates_of(node)
        chosen, place = candidates.chosen, candidates.place(node)
        if place in chosen:
            vars(node).update(candidates.notes)
            if chosen[place] is not None:
                self.replace_rules(node, chosen[place], animate)
            self._process_component_classes(node)
            return

        def note(one: DOMNode, rules: Any, animate: bool = False) -> None:
            if one is node:
                chosen[place] = rules
            replace(one, rules, animate)

        chosen[place] = None
        vars(self)["replace_rules"] = note
        try:
            apply(self, node, animate=animate)
        finally:
            vars(self).pop("replace_rules", None)

    Stylesheet.apply = once  # type: ignore[method-assign]


Handler = Callable[..., Any]


@dataclass(frozen=True)
class _Handlers:
    """What one class of a widget's has for a message: those that are marked, in order, and one."""

    owner: type
    marked: tuple[tuple[Handler, Mapping[str, Any]], ...]
    named: Handler | None


@cache
def _handlers(pump: type, message: type[Message], name: str) -> tuple[_Handlers, ...]:
    found = []
    kinds = [one for one in message.__mro__ if issubclass(one, Message)]
    for owner in pump.__mro__:
        decorated = owner.__dict__.get("_decorated_handlers") or {}
        marked = tuple(pair for kind in kinds for pair in decorated.get(kind, ()))
        method = owner.__dict__.get(f"_{name}") or owner.__dict__.get(name)
        named = None if getattr(method, "_textual_on", None) else method
        if marked or named is not None:
            found.append(_Handlers(owner, marked, named))
    return tuple(found)


def find_each_handler_once() -> None:
    """Lets messages find the methods that took one of their kind, in whatever app."""

    def found(
        self: MessagePump, method_name: str, message: Message
    ) -> Iterator[tuple[type, Handler]]:
        dispatched = set()
        kind: Any = message.__class__
        for one in _handlers(self.__class__, kind, method_name):
            if message._no_default_action:
                break
            for method, selectors in one.marked:
                if method not in dispatched and _is_from(message, selectors):
                    yield one.owner, method.__get__(self, one.owner)
                    dispatched.add(method)
            if one.named is not None:
                yield one.owner, one.named.__get__(self, one.owner)

    MessagePump._get_dispatch_methods = found  # type: ignore[method-assign]


def _is_from(message: Message, selectors: Mapping[str, Any]) -> bool:
    if selectors and not message._sender:
        return False
    nodes = ((getattr(message, attribute), one) for attribute, one in selectors.items())
    return all(node is not None and match(selector, node) for node, selector in nodes)
