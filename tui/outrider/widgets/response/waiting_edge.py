"""What the edge of the response says while a send is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from outrider.model.units import span_text
from outrider.toolkit.panes.edge import Edge

LiveFacts: TypeAlias = Callable[[str], tuple[str, ...]]
"""What is said of a response that is being received, the most important first.

It is given how long it has taken, as text.
"""


class WaitingFor(Struct, frozen=True):
    """A send under way.

    Attributes:
        label: what is waited for.
        since: when it began, in monotonic seconds.
        facts: what is said while its response is received; ``None`` before that.
    """

    label: str
    since: float
    facts: LiveFacts | None = None

    def edge(self, now: float, listed: str, escape: str) -> Edge:
        """How long it has been under way, and the key that ends it.

        Args:
            now: in monotonic seconds.
            listed: what is said of a list of entries; empty for nothing.
            escape: the key.
        """
        facts: tuple[str, ...] = (span_text(now - self.since), f"{escape} cancels")
        if self.facts is not None:
            facts = (listed, *self.facts(facts[0]), f"{escape} stops")
        shown = tuple(fact for fact in facts if fact)
        return Edge("Response", f"◐ {self.label}", facts=shown, keeps_last=True)
