"""What a first send needs, so that it need not wait for it."""

from __future__ import annotations

from collections.abc import Iterator

_SOON = (
    "tui.engine.preparation",
    "tui.engine.sender",
    "tui.engine.opening",
    "tui.engine.recorder",
    "tui.engine.token_worker",
    "tui.engine.token_exchange",
    "tui.variables.dynamic",
    "tui.exporters.telling",
)


def soon() -> Iterator[str]:
    """The modules, in pieces that take some milliseconds each."""
    from tui.transport.warming import SOON

    yield from SOON
    yield from _SOON
