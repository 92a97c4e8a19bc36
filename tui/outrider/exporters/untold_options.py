"""What of a request's options a format of one request has no place for. Pure.

Each exporter says what it ``carries``: an option that is set is in the export, told in a comment of
it, or named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Final

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


EVERY_OPTION: Final = frozenset(LiveOption)
"""Carried by what takes requests from the workspace, and has a report of its own."""
OPTIONS_OF_SENDING: Final = EVERY_OPTION - {LiveOption.CAPTURES, LiveOption.EXPECTATIONS}
"""Carried by programs that send: what one cannot do is a comment at its top."""


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
    carried: AbstractSet[LiveOption], outgoing: PreparedRequest, request: Request
) -> tuple[LiveOption, ...]:
    """Those that are set, and that what an exporter writes, which carries these, does not say."""
    return tuple(one for one in live_options(outgoing, request) if one not in carried)
