from __future__ import annotations

import errno
import itertools
import socket
import ssl
from typing import Any

import h2.exceptions
import h11
import httpcore
import httpx
import idna
import pytest

from outrider.model.connection import ExchangeLimits
from outrider.transport.exchange_progress import ExchangePhase, SentExtent
from outrider.transport.failure_context import FailureContext
from outrider.transport.failures import causes, explain_failure

REQUEST = httpx.Request("GET", "http://api.test/?key=canary")
MESSAGE = "Illegal header value b'Bearer canary'"


def _httpx_errors() -> list[BaseException]:
    classes = [
        item
        for item in vars(httpx).values()
        if isinstance(item, type) and issubclass(item, Exception)
    ]
    assert len(classes) > 25
    made: list[BaseException] = []
    for kind in classes:
        if issubclass(kind, httpx.HTTPStatusError):
            made.append(kind(MESSAGE, request=REQUEST, response=httpx.Response(500)))
        elif issubclass(kind, httpx.StreamError) and kind is not httpx.StreamError:
            bare: Any = kind
            made.append(bare())
        elif issubclass(kind, httpx.RequestError) and kind is not httpx.RequestError:
            made.extend((kind(MESSAGE), kind("")))
        else:
            made.append(kind(MESSAGE))
    return made


def _others() -> list[BaseException]:
    network = [
        OSError(number, "canary") for number in (errno.ENETUNREACH, errno.ECONNRESET, errno.EMFILE)
    ]
    classes = [
        item
        for item in vars(httpcore).values()
        if isinstance(item, type) and issubclass(item, Exception)
    ]
    return [
        *network,
        *(kind(MESSAGE) for kind in classes),
        socket.gaierror(-2, "Name or service not known"),
        ssl.SSLError(1, "[SSL: WHATEVER] canary"),
        ssl.SSLCertVerificationError("canary"),
        h11.LocalProtocolError(MESSAGE),
        h11.RemoteProtocolError(MESSAGE),
        h2.exceptions.InvalidBodyLengthError(5, 3),
        idna.IDNAError("canary"),
        UnicodeEncodeError("ascii", "canary", 0, 1, "no"),
        AssertionError(),
        AssertionError("canary"),
        ExceptionGroup("canary", [ConnectionRefusedError(errno.ECONNREFUSED, "canary")]),
    ]


@pytest.mark.parametrize("error", _httpx_errors() + _others(), ids=lambda e: type(e).__name__)
def test_every_exception_has_a_sentence_without_its_words(error: BaseException) -> None:
    for phase, proxy in itertools.product(ExchangePhase, ("", "http://proxy.test:3128")):
        seen = FailureContext("http://api.test", "api.test", ExchangeLimits(), phase, proxy=proxy)
        failure = explain_failure(error, seen)
        assert len(failure.what) > 15
        assert failure.what.endswith(".")
        assert "canary" not in f"{failure.what} {failure.why} {failure.advice}"
        assert "None" not in failure.what


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ECONNREFUSED, "refused"),
        (errno.EHOSTUNREACH, "is unreachable"),
        (errno.ENETUNREACH, "is unreachable"),
    ],
)
def test_errors_are_found_at_the_end_of_the_chain(number: int, says: str) -> None:
    seen = FailureContext("http://api.test", "api.test", ExchangeLimits(), ExchangePhase.CONNECTING)
    outer = httpx.ConnectError("All connection attempts failed")
    outer.__cause__ = OSError("all failed")
    outer.__cause__.__cause__ = ExceptionGroup("many", [OSError(number, "x"), OSError(number, "y")])
    assert says in explain_failure(outer, seen).what


def test_chains_that_bite_their_own_tail_end() -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first
    assert list(causes(first)) == [first, second]


def told(error: BaseException, **seen: Any) -> tuple[str, str, str]:
    context = {"host": "api.test", "phase": ExchangePhase.CONNECTING, **seen}
    where = f"https://{context['host']}"
    found = explain_failure(error, FailureContext(where, limits=ExchangeLimits(), **context))
    return found.what, found.why, found.advice


def test_a_name_that_no_server_looked_up_may_exist() -> None:
    error = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    what, why, advice = told(error)
    assert what == 'Host "api.test" could not be looked up: no DNS server responded.'
    assert why == "It is not known whether the name exists."
    assert "spelling" not in advice
    of_proxy, _, _ = told(error, proxy="http://proxy.test:3128")
    assert of_proxy.startswith("The host of proxy http://proxy.test:3128 could not be looked up")
    assert "spelling" in told(socket.gaierror(socket.EAI_NONAME, "Name not known"))[2]


def test_an_address_of_ipv6_needs_a_route() -> None:
    error = OSError(errno.ENETUNREACH, "canary")
    assert "IPv6" in told(error, host="[2001:db8::10]")[1]
    assert "IPv6" not in told(error)[1]


@pytest.mark.parametrize(
    ("extent", "says"),
    [(SentExtent.PART, "It probably did not accept"), (SentExtent.WHOLE, "It may not accept")],
)
def test_a_connection_that_ends_with_a_client_certificate_names_it(
    extent: SentExtent, says: str
) -> None:
    seen: dict[str, Any] = {"extent": extent, "phase": ExchangePhase.WAITING}
    error = httpx.ReadError("")
    assert (
        told(error, client_certificate="me.pem", **seen)[1] == f"{says} client certificate me.pem."
    )
    assert "me.pem" not in told(error, client_certificate="me.pem", reused=True, **seen)[1]
