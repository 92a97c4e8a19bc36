"""A token by the protocol of git's credential helpers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cli.output.token_formats.handed_tokens import TOKEN, written

from outrider.auth.origins import parse_origin
from outrider.cli.output.token_formats.git_credential import GitCredentialFormat
from outrider.cli.output.token_formats.token_format import ProgramCall, TokenPurpose, TokenQuery
from outrider.model.secret import Secret


def asked(operation: str, *attributes: str, username: str = "") -> TokenQuery:
    """What git wants."""
    text = "".join(f"{one}\n" for one in attributes)
    return GitCredentialFormat().query(ProgramCall(operation, text, username=username))


HERE = ("protocol=https", "host=git.example.com:8443")


def test_the_answer_is_user_name_password_and_expiry() -> None:
    call = ProgramCall("get", "protocol=https\nhost=git.example.com\npath=a/b.git\n\n")
    assert written(GitCredentialFormat(), call) == (
        f"username=oauth2\npassword={TOKEN}\npassword_expiry_utc=1700000060\n"
    )
    # A git that reads an expiry would not use one that may be used once.
    assert "expiry" not in written(GitCredentialFormat(), call, lifetime=0.0)


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        (HERE, "https://git.example.com:8443"),
        (("protocol=http", "host=[::1]:80"), "http://[::1]"),
        (("url=https://git.example.com/a.git",), "https://git.example.com"),
        (("capability[]=authtype", *HERE, "wwwauth[]=Basic"), "https://git.example.com:8443"),
        (("protocol=https", "host=a.example", "host=b.example"), "https://b.example"),
        # What follows an empty line is no attribute.
        (("protocol=https", "host=a.example", "", "host=b.example"), "https://a.example"),
    ],
)
def test_the_host_is_the_one_that_git_contacts(attributes: tuple[str, ...], url: str) -> None:
    assert asked("get", *attributes).url == url


@pytest.mark.parametrize(
    "attributes",
    [
        (),
        ("protocol=https",),
        ("host=git.example.com",),
        ("protocol=ssh", "host=git.example.com"),
        ("protocol=cert", "path=/a.p12"),
        ("protocol=https", "host="),
        # Another reader could find another host in these.
        ("protocol=https", "host=a.example@b.example"),
        ("protocol=https", "host=a.example/.b.example"),
        ("protocol=https", "host=a.example%2f.b.example"),
        ("protocol=https", "host=a.example\\@b.example"),
        ("protocol=https", "host=*.example.com"),
        ("protocol=https", "host=a.example\r"),
        ("url=https://a.example%2f@b.example\\c/",),
        ("no attribute",),
    ],
)
def test_where_no_password_goes_over_http_there_is_nothing(attributes: tuple[str, ...]) -> None:
    assert asked("get", *attributes).purpose is TokenPurpose.NOTHING


def test_the_user_of_the_url_stays_and_one_that_was_asked_for_is_the_only_one() -> None:
    assert asked("get", *HERE, "username=me").username == "me"
    assert asked("get", *HERE, username="you").username == "you"
    assert asked("get", *HERE, "username=me", username="you").purpose is TokenPurpose.NOTHING


def test_a_rejected_password_is_dropped_and_nothing_is_stored() -> None:
    erased = asked("erase", *HERE, "username=oauth2", "password=a=b")
    assert (erased.purpose, erased.rejected) == (TokenPurpose.DROP, Secret("a=b"))
    assert "a=b" not in repr(erased)
    assert asked("erase", *HERE).purpose is TokenPurpose.NOTHING
    for operation in ("store", "capability", "anything-later"):
        assert asked(operation, *HERE, "password=x").purpose is TokenPurpose.NOTHING


@given(st.text(), st.text("protcolhsuern=:/@.\n", max_size=80))
def test_no_input_ends_in_anything_but_a_host_or_nothing(any_text: str, near: str) -> None:
    for text in (any_text, near, f"protocol=https\nhost={near}"):
        url = GitCredentialFormat().query(ProgramCall("get", text)).url
        assert not url or parse_origin(url) is not None
