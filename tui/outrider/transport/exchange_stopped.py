"""How the parts of the transport end an exchange."""

from __future__ import annotations

from outrider.model.exchange import Failure, FailureKind


class ExchangeStopped(Exception):
    """Ends an exchange with a failure whose sentence is already known.

    Never leaves the transport.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.what)
        self.failure = failure


def refuse_request(
    what: str, *, why: str = "", advice: str = "", where: str = ""
) -> ExchangeStopped:
    """A request that must not be sent as it is; the sentence never repeats a value."""
    return ExchangeStopped(
        Failure(FailureKind.INVALID_REQUEST, what, where=where, why=why, advice=advice, sent=False)
    )
