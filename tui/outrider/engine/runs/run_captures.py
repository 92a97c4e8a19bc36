"""Which request of a run captures what another one of it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

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

    def skip_reason(
        self, error: OutriderError | None, index: int, left_out: Collection[str] = ()
    ) -> str:
        """Which values a request lacks that an earlier one of the run should have captured.

        Empty where anything else is wrong, or nothing.

        Args:
            error: why it was not sent.
            index: of the request.
            left_out: ids of requests that the user did not want sent, which are skipped too.
        """
        faults = error.faults if error is not None else ()
        if not all(_capturing(one) in left_out or self._place(one) < index for one in faults):
            return ""
        return " ".join(dict.fromkeys(_told(fault, left_out) for fault in faults))

    def explained(
        self, error: OutriderError | None, index: int, left_out: Collection[str] = ()
    ) -> OutriderError | None:
        """The error; where a variable is captured later in the run, or left out, it says so."""
        if error is None:
            return None
        faults = [self._explained(one, index, left_out) for one in error.faults]
        return error if faults == list(error.faults) else type(error).of(faults)

    def _explained(self, fault: Fault, index: int, left_out: Collection[str]) -> Fault:
        if _capturing(fault) in left_out:
            return replace(
                fault,
                what=_told(fault, left_out),
                why=fault.what,
                advice="Run it again and choose to run all.",
                step=None,
            )
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
        return self._places.get(_capturing(fault), len(self._requests))


def _capturing(fault: Fault) -> str:
    """Id of the request that a fault waits for; empty for none."""
    if fault.code == NOT_CAPTURED and isinstance(fault.step, SendFirst):
        return fault.step.request
    return ""


def _told(fault: Fault, left_out: Collection[str]) -> str:
    request = _capturing(fault)
    if request not in left_out:
        return fault.what
    return f'Request "{request}" is not sent in this run: it may change data.'
