"""How the parts of the transport end an exchange."""

from __future__ import annotations

from outrider.model.exchange import Failure, FailureKind, Resend


class ExchangeStopped(Exception):
    """Ends an exchange with a failure whose sentence is already known.

    Never leaves the transport.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.what)
        self.failure = failure


class PeerFault(Exception):
    """Ends an exchange for what the server did; the circumstances are added where it is explained.

    Never leaves the transport.

    Attributes:
        why: the cause underneath; may be empty.
        resend: whether the server says that it did not process the request.
        in_body: what happened, where it goes on *after so many bytes of the body*.
    """

    def __init__(
        self,
        what: str,
        *,
        why: str = "",
        advice: str = "",
        resend: Resend = Resend.NO,
        in_body: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.advice = advice
        self.resend = resend
        self.in_body = in_body


def refuse_request(
    what: str, *, why: str = "", advice: str = "", where: str = "", header: str = ""
) -> ExchangeStopped:
    """A request that must not be sent as it is; the sentence never repeats a value."""
    return ExchangeStopped(
        Failure(FailureKind.INVALID_REQUEST, what, where, why, advice, sent=False, header=header)
    )
