"""What of a request's options a format of one request has no place for. Pure.

The one table of which exporter carries what: each option that is set is in the export, told in it,
or named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.message import PreparedRequest
from outrider.model.workspace import Request

_NOWHERE = ConnectionSettings("")


class LiveOption(StrEnum):
    """An option that changes what is sent, or what is done with the response.

    The value is its name in the files.
    """

    VERIFY = "verify = false of [tls]"
    CA_BUNDLE = "ca_bundle of [tls]"
    CLIENT_CERTIFICATE = "client_certificate of [tls]"
    PROXY = "url of [proxy]"
    HTTP = "http of [options]"
    TIMEOUT = "timeout of [options]"
    REDIRECTS = "follow_redirects of [options]"
    CAPTURES = "[[capture]]"
    EXPECTATIONS = "[[expect]]"


_ALL = frozenset(LiveOption)
_OF_SENDING = _ALL - {LiveOption.CAPTURES, LiveOption.EXPECTATIONS}
_RECORDED = frozenset({LiveOption.TIMEOUT, LiveOption.REDIRECTS, LiveOption.HTTP})

CARRIED: Mapping[str, frozenset[LiveOption]] = MappingProxyType(
    {
        # They take requests from the workspace, and have reports of their own.
        **dict.fromkeys(("bruno", "http", "k6", "locust", "postman"), _ALL),
        # Programs that send: what one cannot do is a comment at its top.
        **dict.fromkeys(("curl", "fetch", "go", "httpie", "powershell", "python"), _OF_SENDING),
        "har": _RECORDED,
        # Messages as they would be on the wire.
        **dict.fromkeys(("jsonl", "markdown", "text"), frozenset()),
    }
)
"""What an export says of each format that writes one request; a comment in it counts."""


def live_options(outgoing: PreparedRequest, request: Request) -> Iterator[LiveOption]:
    """The options that are set, in the order of the files."""
    connection = outgoing.connection or _NOWHERE
    is_set = {
        LiveOption.VERIFY: not connection.verify,
        LiveOption.CA_BUNDLE: bool(connection.ca_bundle),
        LiveOption.CLIENT_CERTIFICATE: bool(connection.client_certificate),
        LiveOption.PROXY: bool(connection.proxy),
        LiveOption.HTTP: connection.http in {HttpVersion.HTTP2, HttpVersion.AUTO},
        LiveOption.TIMEOUT: outgoing.timeout is not None,
        LiveOption.REDIRECTS: outgoing.redirects > 0,
        LiveOption.CAPTURES: any(True for _ in request.active_captures),
        LiveOption.EXPECTATIONS: any(True for _ in request.active_expectations),
    }
    yield from (one for one in LiveOption if is_set[one])


def untold_options(
    exporter: str, outgoing: PreparedRequest, request: Request
) -> tuple[LiveOption, ...]:
    """Those that are set, and that what this exporter writes does not say."""
    carried = CARRIED[exporter]
    return tuple(one for one in live_options(outgoing, request) if one not in carried)
