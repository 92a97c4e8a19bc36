"""What the edge of the response says while a send is under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    def edge(self, now: float, listed: Sequence[str], escape: str) -> Edge:
        """How long it has been under way, and the key that ends it.

        Args:
            now: in monotonic seconds.
            listed: what is said of a list of entries, what matters first.
            escape: the key; empty where it is for the list, of which then something is said.
        """
        span = span_text(now - self.since)
        if self.facts is None:
            facts: tuple[str, ...] = (span, f"{escape} cancels")
        elif escape:
            facts = (*listed, *self.facts(span), f"{escape} stops")
        else:
            # What narrows the list stays longest, as what ends the stream does otherwise.
            facts = (*listed[1:], *self.facts(span), *listed[:1])
        return Edge("Response", f"◐ {self.label}", facts=facts, keeps_last=True)
