"""Whatever is set of a request's options: an export does it, says it, or the command tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from outrider.exporters import EXPORTERS
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import LiveOption, live_options, untold_options
from outrider.model.connection import ConnectionSettings, HttpVersion
from outrider.model.expectation import Capture, Expectation, Subject
from outrider.model.message import FieldLine, PreparedRequest, RequestMessage, TextContent
from outrider.model.workspace import Request
from outrider.redaction import Redactor

OF_WORKSPACES = ("bruno", "http", "k6", "locust", "postman")
"""Their command writes requests of the workspace: its own test is below the commands' tests."""
MASKING = MaskingPolicy(Redactor(), reveals=True)
MESSAGE = RequestMessage(
    "POST", "https://api.example.com/x", (FieldLine("X-A", "1"),), TextContent("a")
)


@dataclass
class Case:
    """An option that is set; everything else is as it is by default."""

    option: LiveOption
    connection: dict[str, Any] = field(default_factory=dict)
    sending: dict[str, Any] = field(default_factory=dict)
    request: dict[str, Any] = field(default_factory=dict)

    def prepared(self) -> PreparedRequest:
        connection = replace(ConnectionSettings("dev"), **self.connection)
        return replace(PreparedRequest(MESSAGE, connection), **self.sending)


CASES = [
    Case(LiveOption.VERIFY, {"verify": False}),
    Case(LiveOption.CA_BUNDLE, {"ca_bundle": "/c/ca.pem"}),
    Case(LiveOption.CLIENT_CERTIFICATE, {"client_certificate": "/c/c.pem"}),
    Case(LiveOption.PROXY, {"proxy": "http://p.example:3128"}),
    Case(LiveOption.HTTP, {"http": HttpVersion.HTTP2}),
    Case(LiveOption.HTTP, {"http": HttpVersion.AUTO}),
    Case(LiveOption.TIMEOUT, sending={"timeout": 3.5}),
    Case(LiveOption.REDIRECTS, sending={"redirects": 5}),
    Case(LiveOption.CAPTURES, request={"captures": (Capture("id", Subject.JQ, ".id"),)}),
    Case(LiveOption.EXPECTATIONS, request={"expectations": (Expectation(Subject.STATUS, 200),)}),
]


def test_each_option_has_a_case() -> None:
    assert {one.option for one in CASES} == set(LiveOption)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.option.name)
def test_no_exporter_is_silent(case: Case) -> None:
    request = replace(Request("", "", ""), **case.request)
    outgoing, usual = case.prepared(), PreparedRequest(MESSAGE, ConnectionSettings("dev"))
    assert list(live_options(outgoing, request)) == [case.option]
    assert not list(live_options(usual, Request("", "", "")))
    for exporter in EXPORTERS:
        if exporter.name in OF_WORKSPACES:
            continue
        is_told = untold_options(exporter.carries, outgoing, request) == (case.option,)
        same = exporter.export_request(outgoing, MASKING) == exporter.export_request(usual, MASKING)
        # Go chooses the version by itself, as this setting says.
        does_it = exporter.name == "go" and case.connection == {"http": HttpVersion.AUTO}
        assert is_told or does_it or not same, exporter.name
