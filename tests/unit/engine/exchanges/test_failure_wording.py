"""One failure of the network, in the words for either kind of request."""

from __future__ import annotations

import pytest

from outrider.engine.exchanges.failure_wording import worded_failure
from outrider.model.exchange import Failure, FailureKind, Purpose, Resend
from outrider.model.message import RequestMessage, ResponseMessage
from outrider.next_steps import RaiseTimeout, SetUrl

PROCESSED = "The API may have processed the request."
LATE = Failure(FailureKind.DEADLINE, "Late.", why="Last step: x.", sent=True, step=RaiseTimeout())
PART = ResponseMessage(200, "OK", "HTTP/1.1", (), b"x", size=1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "post", "PUT", "PATCH", "DELETE"])
def test_what_changes_data_may_be_processed(method: str) -> None:
    message = RequestMessage(method, "https://api.test/")
    found = worded_failure(LATE, Purpose.API, message, None)
    assert (PROCESSED in found.why) is (method not in {"GET", "HEAD", "OPTIONS"})
    assert found.step == RaiseTimeout()


@pytest.mark.parametrize(
    "failure",
    [
        Failure(FailureKind.REFUSED, "No."),
        Failure(FailureKind.PROTOCOL, "No.", sent=True, resend=Resend.AGAIN),
    ],
)
def test_what_was_not_sent_or_not_processed_is_no_cause_for_doubt(failure: Failure) -> None:
    message = RequestMessage("POST", "https://api.test/")
    assert worded_failure(failure, Purpose.API, message, None) == failure


def test_a_part_of_a_response_is_shown_or_saved() -> None:
    broken = Failure(FailureKind.BROKEN_BODY, "Cut.", sent=True)
    message = RequestMessage("POST", "https://api.test/")
    assert worded_failure(broken, Purpose.API, message, PART).why == "The received part is shown."
    saved = ResponseMessage(200, "OK", "HTTP/1.1", (), b"", size=1)
    assert worded_failure(broken, Purpose.API, message, saved).why == "The received part is saved."


@pytest.mark.parametrize(
    ("failure", "why", "advice"),
    [
        (LATE, "Last step: x. The limit for token requests is fixed.",
         "Check the network and the VPN."),
        (Failure(FailureKind.BROKEN_BODY, "Cut.", sent=True), "",
         "Try again; if it persists, report it to the operator of the server or proxy."),
        (Failure(FailureKind.DECODING, "Corrupt.", sent=True), "",
         "Report it to the operator of the server, or of the proxy in front of it."),
        (Failure(FailureKind.PROTOCOL, "Lost.", sent=True), "",
         "Try again; if it persists, check the VPN and the firewall."),
        (Failure(FailureKind.PROTOCOL, "Lost.", step=SetUrl("https://a.test")), "",
         'Set token_endpoint = "https://a.test/token".'),
        (Failure(FailureKind.TLS_NOT_TLS, "No.", advice="Check the port of the URL."), "",
         "Check the port of token_endpoint."),
        (Failure(FailureKind.REFUSED, "No.", advice="Check the port, and that it runs."), "",
         "Check the port in token_endpoint, and that it runs."),
        (Failure(FailureKind.DNS, "No.", advice="Check the spelling of the host, then x."), "",
         "Check the spelling of the host in token_endpoint, then x."),
        (Failure(FailureKind.CONNECT_TIMEOUT, "No.", advice="Check the host and port, then x."), "",
         "Check the host and port in token_endpoint, then x."),
        (Failure(FailureKind.INVALID_REQUEST, "No.", advice="Use {{base_url}}."), "",
         "Set token_endpoint to an absolute URL."),
    ],
)  # fmt: skip
def test_a_token_request_has_advice_of_its_own(failure: Failure, why: str, advice: str) -> None:
    message = RequestMessage("POST", "http://a.test/token")
    found = worded_failure(failure, Purpose.TOKEN, message, PART)
    step = failure.step if isinstance(failure.step, SetUrl) else None
    assert (found.why, found.advice, found.step) == (why, advice, step)
