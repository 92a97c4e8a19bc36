"""What a failure means for a request to the API, and what for one to the authorization server.

The transport knows neither: what it says holds for both.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from outrider.lazy_pattern import lazy_pattern
from outrider.model.exchange import Failure, FailureKind, Purpose
from outrider.model.message import RequestMessage, ResponseMessage
from outrider.model.secret import masked
from outrider.next_steps import RaiseTimeout, SetUrl

_CHANGES_DATA = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_MAY_BE_PROCESSED = "The API may have processed the request."
_ADDRESS = lazy_pattern(r"\bthe (?:spelling of the host|host and port|host|port)\b")
"""What advice says of the parts of an address, wherever the address is written."""


def worded_failure(
    failure: Failure, purpose: Purpose, message: RequestMessage, response: ResponseMessage | None
) -> Failure:
    """The failure with what it means for this request; ``response`` is the part that came."""
    if purpose is Purpose.TOKEN:
        return _of_token_request(failure, message)
    why = [failure.why]
    if response is not None and response.size and failure.kind is not FailureKind.OUTPUT_FILE:
        how = "shown" if response.content else "saved"
        why.append(f"The received part is {how}.")
    elif response is None and failure.sent and message.method.upper() in _CHANGES_DATA:
        why.append("" if failure.resend else _MAY_BE_PROCESSED)
    return replace(failure, why=_joined(why))


def _of_token_request(failure: Failure, message: RequestMessage) -> Failure:
    """Nothing is changed by asking again, and how long it may take is not the user's choice."""
    # Metadata is read with GET, tokens are asked for with POST.
    key = "token_endpoint" if message.method == "POST" else "issuer"
    if isinstance(failure.step, RaiseTimeout):
        why = _joined((failure.why, "The limit for token requests is fixed."))
        return replace(failure, why=why, advice="Check the network and the VPN.", step=None)
    if isinstance(failure.step, SetUrl):
        address = masked(message.url).partition("://")[2]
        advice = f'Set token_endpoint = "https://{address}".'
        if key == "issuer":
            advice = "Change http:// to https:// in issuer."
        return replace(failure, advice=advice)
    if failure.kind is FailureKind.BROKEN_BODY and not failure.step:
        advice = "Try again; if it persists, report it to the operator of the server or proxy."
        return replace(failure, advice=failure.advice or advice)
    if failure.kind is FailureKind.DECODING:
        # Whoever compressed the response did so wrongly: nothing here changes it.
        advice = "Report it to the operator of the server, or of the proxy in front of it."
        return replace(failure, advice=failure.advice or advice)
    if failure.kind is FailureKind.PROTOCOL and not failure.step and not failure.advice:
        return replace(failure, advice="Try again; if it persists, check the VPN and the firewall.")
    if "{{base_url}}" in failure.advice:
        return replace(failure, advice=f"Set {key} to an absolute URL.")
    advice = failure.advice.replace("the URL", key)
    if key not in advice:
        advice = _ADDRESS.sub(rf"\g<0> in {key}", advice, 1)
    return replace(failure, advice=advice)


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(filter(None, sentences))
