"""Which request of a run captures what another one of it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from outrider.errors import Fault, OutriderError
from outrider.model.workspace import Request
from outrider.next_steps import SendFirst

NOT_CAPTURED = "not_captured"
"""The code of a fault about a variable that a response should have given."""


class RunCaptures:
    """Knows what the requests of a run capture, and in which order they are sent.

    Args:
        requests: of the run, in order.
    """

    def __init__(self, requests: Sequence[Request]) -> None:
        self._requests = requests
        self._places = {one.id: at for at, one in enumerate(requests)}
        self._capturing: dict[str, list[int]] = {}
        for at, one in enumerate(requests):
            for _, capture in one.active_captures:
                self._capturing.setdefault(capture.name, []).append(at)

    def captured_by(self, index: int, elsewhere: Callable[[str], str]) -> Callable[[str], str]:
        """Gives the id of a request that captures a variable, for a request of the run.

        One that is sent before it comes first, then one that is sent after it, then any other.

        Args:
            index: of the request that needs the variable.
            elsewhere: gives the id of any request that captures a variable; empty for none.
        """

        def found(name: str) -> str:
            others = [at for at in self._capturing.get(name, ()) if at != index]
            # In order: where none is sent before it, the first is sent after it.
            return self._requests[others[0]].id if others else elsewhere(name)

        return found

    def skip_reason(self, error: OutriderError | None, index: int) -> str:
        """Which values a request lacks that an earlier one of the run should have captured.

        Empty where anything else is wrong, or nothing.
        """
        faults = error.faults if error is not None else ()
        if not all(self._place(fault) < index for fault in faults):
            return ""
        return " ".join(dict.fromkeys(fault.what for fault in faults))

    def explained(self, error: OutriderError | None, index: int) -> OutriderError | None:
        """The error; where a variable is captured later in the run, it says so."""
        if error is None or not any(self._is_later(fault, index) for fault in error.faults):
            return error
        faults = [self._explained(one, index) for one in error.faults]
        return type(error).of(faults)

    def _explained(self, fault: Fault, index: int) -> Fault:
        if not self._is_later(fault, index):
            return fault
        return replace(
            fault,
            why="That request is sent later in this run.",
            advice="Put it before this one: order = […] in folder.toml of their folder.",
            step=None,
        )

    def _is_later(self, fault: Fault, index: int) -> bool:
        return index < self._place(fault) < len(self._requests)

    def _place(self, fault: Fault) -> int:
        """Where in the run the request is that a fault waits for; after its end for none."""
        if fault.code == NOT_CAPTURED and isinstance(fault.step, SendFirst):
            return self._places.get(fault.step.request, len(self._requests))
        return len(self._requests)
