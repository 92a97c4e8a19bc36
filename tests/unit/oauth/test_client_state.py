"""What servers say of a client that they know, and what sounds like it and means another thing."""

from __future__ import annotations

import pytest

from outrider.oauth.client_state import (
    ClientState,
    client_state,
    contact_named,
    ip_address_named,
    lock_time,
    owner_named,
)

ID = "00000000-aaaa-4bbb-8ccc-123456789012"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (f"The provided client secret keys for app '{ID}' are expired.", ClientState.EXPIRED),
        ("client_secret is expired", ClientState.EXPIRED),
        ("The client credentials provided have expired", ClientState.EXPIRED),
        ("This API key is no longer valid", ClientState.EXPIRED),
        (f"Application '{ID}'(orders) is disabled.", ClientState.DISABLED),
        ("Client 'orders-cli' is not active", ClientState.DISABLED),
        ("App orders-cli has been deactivated by an administrator", ClientState.DISABLED),
        ("Your account has been suspended.", ClientState.OWNER),
        ("Tenant 'acme' was suspended on 2026-11-15.", ClientState.OWNER),
        ("The organization is not active", ClientState.OWNER),
        ("Client account orders-cli is disabled", ClientState.DISABLED),
        ("Tenant 'acme' not found", ClientState.NONE),
        ("client_disabled", ClientState.DISABLED),
        ("The OAuth client was deleted.", ClientState.ENDED),
        ("Client registration has expired", ClientState.ENDED),
        ("Account locked", ClientState.LOCKED),
        ("The application has been temporarily blocked; wait 30 seconds", ClientState.LOCKED),
        ("Too many failed login attempts, try again in 5 minutes", ClientState.LOCKED),
        ("Blocked by Conditional Access policies.", ClientState.POLICY),
        ("Client ip 10.1.2.3 is not in the allowed list", ClientState.POLICY),
        ("request from unauthorized network", ClientState.POLICY),
        ("ip restricted", ClientState.POLICY),
        ("Client not enabled to retrieve service account", ClientState.NONE),
        ("Client authentication failed: Basic authentication is disabled", ClientState.NONE),
        ("Grant type disabled for client", ClientState.NONE),
        ("Invalid client or Invalid client credentials", ClientState.NONE),
        ("Client credentials are invalid or expired", ClientState.NONE),
        ("Invalid or expired client secret", ClientState.NONE),
        ("Application with identifier 'm2m' was not found", ClientState.NONE),
        ("The assertion is expired", ClientState.NONE),
        ("Policy evaluation failed for this request.", ClientState.NONE),
    ],
)
def test_the_state_of_a_client(words: str, state: ClientState) -> None:
    assert client_state(words.lower()) is state


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("retry in 15 minutes.", "15 minutes"),
        ("wait another 300 seconds", "300 seconds"),
        ("locked for 1 h", "1 h"),
        ("locked", ""),
    ],
)
def test_how_long_a_lock_lasts(words: str, time: str) -> None:
    assert lock_time(words) == time


def test_long_words_take_no_time_to_speak_of() -> None:
    for text in ("client " * 9000, "client '" * 9000, "secret " * 9000, "app (" * 9000):
        assert client_state(text) is ClientState.NONE


def test_whom_the_client_belongs_to() -> None:
    assert owner_named("tenant 'acme' was suspended") == ("tenant", "suspended")
    assert owner_named("your organization has been deactivated") == ("organization", "deactivated")
    assert owner_named("the client is disabled") == ("", "")


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Contact billing@example.com.", "billing@example.com"),
        ("Please contact https://help.example.com/a for more", "https://help.example.com/a"),
        ("Account ops@example.com is locked", ""),
        ("Contact your administrator", ""),
    ],
)
def test_whom_words_would_have_asked(words: str, address: str) -> None:
    assert contact_named(words) == address


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("ip address 203.0.113.7 is not allowed", "203.0.113.7"),
        ("ip 2001:db8::10 blocked", "2001:db8::10"),
        ("ip 10.0.0.1 is not in 10.0.0.2", ""),
        ("version 1.2.3.400 at 10:31:07", ""),
        ("no address", ""),
    ],
)
def test_the_address_that_a_server_has_seen(words: str, address: str) -> None:
    assert ip_address_named(words) == address
