"""What a first send needs, so that it need not wait for it."""

from __future__ import annotations

_TRANSPORT = (
    "h11",
    "outrider.transport.httpx_import",
    "outrider.transport.transport",
    "outrider.transport.preflight",
)
"""Most are what httpx imports at once or at its first request.

Of other libraries some are details, which may be elsewhere one day: one that is missing matters
to nobody.
"""

_ENGINE = (
    "outrider.engine.send.send_preparation",
    "outrider.engine.send.sender",
    "outrider.engine.send.secret_opener",
    "outrider.engine.exchanges.exchange_recorder",
    "outrider.engine.tokens.token_worker",
    "outrider.engine.tokens.token_exchange",
    "outrider.variables.dynamic.dynamic_variables",
    "outrider.exporters.exchange_text",
)

FIRST_SEND = (*_TRANSPORT, *_ENGINE)
"""Modules to be imported one by one, in pieces that take a few milliseconds each."""
