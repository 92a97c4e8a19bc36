"""What can match no host is said with the way to write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.auth.host_patterns import host_fault_of
from outrider.auth.origins import host_allowed, is_host_pattern
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.wire_url import parse_url

ONLY = "Write only the host: "


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("", "Remove it. Write a host such as api.example.com"),
        ("  ", "Remove it. "),
        ("https://a.example", f"{ONLY}a.example"),
        ("https://a.example:8443/v1?x#y", f"{ONLY}a.example:8443"),
        ("a.example/v1", f"{ONLY}a.example"),
        ("u:p@a.example", f"{ONLY}a.example"),
        ("https://*.a.example/", f"{ONLY}*.a.example"),
        ("https://[::1]:1/x", f"{ONLY}[::1]:1"),
        ("a.example, b.example", "Write each host as an entry of its own."),
        ("a.example b.example", "Write each host as an entry of its own."),
        ("*", "A * is allowed only at the start"),
        ("api.*.com", "A * is allowed only at the start"),
        ("*a.example", "A * is allowed only at the start"),
        ("a.example:0", "Use a port from 1 to 65535"),
        ("a.example:http", "Use a port from 1 to 65535"),
        ("a..example", "Write a host such as api.example.com"),
    ],
)
def test_each_mistake_has_its_advice(pattern: str, advice: str) -> None:
    fault = host_fault_of(pattern)
    assert fault is not None
    assert fault.what == f'Host "{pattern}" matches nothing.'
    assert fault.advice.startswith(advice)


@given(st.text(st.sampled_from("ab.*:/@[]1 ,é"), max_size=12) | st.text(max_size=8))
def test_only_what_matches_nothing_has_a_fault(pattern: str) -> None:
    fault = host_fault_of(pattern)
    assert (fault is None) is is_host_pattern(pattern.strip())
    host = pattern.strip().removeprefix("*.")
    for url in (f"https://{host}/", f"https://below.{host}/"):
        if fault is not None and sendable(url):
            assert not host_allowed(url, [pattern])


def sendable(url: str) -> bool:
    """Whether a request could go there."""
    try:
        parse_url(url)
    except ExchangeStopped:
        return False
    return True
