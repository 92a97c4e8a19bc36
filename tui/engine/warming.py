"""Imports what a first send needs, so that it need not wait for it."""

from __future__ import annotations

from importlib import import_module

_LATE = (
    "tui.engine.sender",
    "tui.engine.preparation",
    "tui.engine.opening",
    "tui.engine.recorder",
    "tui.engine.token_worker",
    "tui.engine.token_exchange",
    "tui.variables.dynamic",
    "tui.exporters.telling",
)


def warm_up() -> None:
    """Imports it; callable in a thread."""
    from tui.transport.warming import warm_up as warm_up_transport

    for name in _LATE:
        import_module(name)
    warm_up_transport()
