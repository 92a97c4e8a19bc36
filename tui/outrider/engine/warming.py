"""What a first send needs, so that it need not wait for it."""

from __future__ import annotations

from collections.abc import Iterator

_SOON = (
    "outrider.engine.preparation",
    "outrider.engine.sender",
    "outrider.engine.opening",
    "outrider.engine.recorder",
    "outrider.engine.token_worker",
    "outrider.engine.token_exchange",
    "outrider.variables.dynamic",
    "outrider.exporters.telling",
)


def soon() -> Iterator[str]:
    """The modules, in pieces that take some milliseconds each."""
    from outrider.transport.warming import SOON

    yield from SOON
    yield from _SOON
