from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.model.exchange import FailureKind
from outrider.model.secret import MASK, Secret, masked, reveal
from outrider.model.workspace import SecretRef, Variable
from outrider.transport.exchange_stopped import ExchangeStopped
from outrider.transport.proxies import choose_proxy
from outrider.transport.wire_url import parse_url
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.proxy_url import resolve_proxy
from outrider.variables.variable_scope import VariableScope

PLACE = SourceLocation("environments/dev.toml", ("proxy", "url"))
HOSTILE = "p@ss#w:/r?d%\\ \u00e9"


def resolver(password: str = HOSTILE, **variables: str) -> Resolver:
    layer = {name: Variable(value, SourceLocation("e")) for name, value in variables.items()}
    refs = {"pw": SecretRef("pw", "prompt", {}, SourceLocation("e"))}
    return Resolver(VariableScope({}, (layer,), refs), RuntimeValues({"pw": Secret(password)}))


@pytest.mark.parametrize("scheme", ["http://", "https://", "socks5://", "socks5h://", ""])
@pytest.mark.parametrize("user", ["me", "{{user}}"])
def test_values_before_the_at_sign_are_user_name_and_password(scheme: str, user: str) -> None:
    of = resolver(user="a@b/c")
    text = resolve_proxy(f"{scheme}{user}:{{{{pw}}}}@proxy.example:81", PLACE, of)
    assert of.faults == []
    proxy = choose_proxy(text, {}, parse_url("http://h/"))
    assert proxy is not None
    assert (proxy.host, proxy.port) == ("proxy.example", 81)
    assert proxy.password is not None
    assert proxy.password.reveal() == HOSTILE
    assert proxy.username is not None
    assert proxy.username.reveal() == {"me": "me", "{{user}}": "a@b/c"}[user]
    assert masked(text).endswith(f":{MASK}@proxy.example:81")


@pytest.mark.parametrize(
    "written",
    ["http://{{pw}}:80", "http://u:p@{{pw}}:80", "http://u:p@h{{pw}}", "http://h:{{pw}}",
     "http://u@h:{{pw}}", "socks5://{{pw}}", "http://x.{{pw}}.example:1"],
)  # fmt: skip
@pytest.mark.parametrize("value", ["evil.example/", "x@evil", "a:1", "a#b", "a b", "\u00e9"])
def test_a_value_in_the_host_is_refused_and_not_repeated(written: str, value: str) -> None:
    of = resolver(value)
    resolve_proxy(written, PLACE, of)
    assert [(one.code, one.place) for one in of.faults] == [("value_in_authority", PLACE)]
    assert value not in repr(of.faults)


@pytest.mark.parametrize(
    "written",
    ["http://{{pw}}:80", "http://h.{{pw}}.example", "http://{{wrapped}}:80", "http://h:{{pw}}"],
)
def test_no_secret_is_any_part_of_the_host(written: str) -> None:
    of = resolver("hunter2secret", wrapped="x-{{pw}}")
    resolve_proxy(written, PLACE, of)
    assert [one.code for one in of.faults] == ["value_in_authority"]
    assert "hunter2secret" not in repr(of.faults)


@pytest.mark.parametrize(
    "written", ["{{pw}}", " {{pw}}", "{{wrapped}}", "{{pw}}:81", "{{pw}}://h:1"]
)
@pytest.mark.parametrize(
    "value", ["hunter2secret", "hunter2secret:81", "u:hunter2@h", "ftp://hunter2"]
)
def test_a_secret_that_is_no_url_is_no_proxy(written: str, value: str) -> None:
    of = resolver(value, wrapped="{{pw}}")
    resolve_proxy(written, PLACE, of)
    assert [one.code for one in of.faults] == ["value_in_authority"]
    assert "hunter2" not in repr(of.faults)


@pytest.mark.parametrize("written", ["{{pw}}", "{{pw}}:81", "http://{{pw}}"])
def test_a_value_for_a_secret_in_this_session_is_one_too(written: str) -> None:
    of = resolver()
    of.scope = replace(of.scope, overrides={"pw": "hunter2secret"})
    resolve_proxy(written, PLACE, of)
    assert [one.code for one in of.faults] == ["value_in_authority"]


@pytest.mark.parametrize(
    "value", ["http://u:p@h.example:81", "SOCKS5h://h.example", "https://h.example/"]
)
def test_a_secret_that_is_a_url_is_a_proxy_whose_host_is_not_shown(value: str) -> None:
    of = resolver(value)
    proxy = choose_proxy(resolve_proxy("{{pw}}", PLACE, of), {}, parse_url("http://h/"))
    assert of.faults == []
    assert proxy is not None
    assert proxy.host == "h.example"
    assert proxy.shown == f"{value.partition(':')[0].lower()}://{MASK}"
    proxy = choose_proxy(
        Secret("http://u:pw@h.example", "http://u:x@h.example"), {}, parse_url("http://h/")
    )
    assert proxy is not None
    assert proxy.shown == "http://h.example:80"


def test_a_process_variable_may_name_the_host() -> None:
    of = Resolver(VariableScope(), RuntimeValues({}, {"PROXY_HOST": "proxy.example"}))
    assert reveal(resolve_proxy("http://{{$env.PROXY_HOST}}:81", PLACE, of)) == (
        "http://proxy.example:81"
    )
    assert of.faults == []


@pytest.mark.parametrize("written", ["http://{{user}}:{{pw}}@h:1", "http://{{user}}@h:1"])
def test_a_user_name_with_a_colon_is_refused(written: str) -> None:
    of = resolver("secret", user="me:and")
    resolve_proxy(written, PLACE, of)
    assert "contains a colon" in of.faults[0].what


def test_harmless_values_may_name_host_and_port_and_the_start_may_bring_everything() -> None:
    of = resolver("secret", host="proxy.example", port="81", all="http://u:p%40@h:1", s="socks5")
    for written, whole in (
        ("http://{{host}}:{{port}}", "http://proxy.example:81"),
        ("{{host}}:{{port}}", "proxy.example:81"),
        ("{{all}}", "http://u:p%40@h:1"),
        (" {{all}} ", "http://u:p%40@h:1"),
        ("{{s}}://u:{{pw}}@{{host}}:1", "socks5://u:secret@proxy.example:1"),
    ):
        assert reveal(resolve_proxy(written, PLACE, of)) == whole
    assert of.faults == []


@pytest.mark.parametrize(
    "value", ["http://u:p#w@h:1", "http://u:p/w@h:1", "http://u:p?w@h:1", "u:x#p@h:1"]
)
def test_a_whole_url_whose_password_would_end_the_host_is_no_proxy(value: str) -> None:
    for configured, process in ((Secret(value), {}), ("", {"http_proxy": value})):
        with pytest.raises(ExchangeStopped) as stopped:
            choose_proxy(configured, process, parse_url("http://h.example/"))
        assert stopped.value.failure.kind is FailureKind.PROXY_CONFIGURATION
        assert "w@" not in repr(stopped.value.failure)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_password_changes_the_host(password: str) -> None:
    of = resolver(password)
    text = reveal(resolve_proxy("http://u:{{pw}}@proxy.example:81", PLACE, of))
    if not of.faults:
        parts = urlsplit(text)
        assert (parts.hostname, parts.port) == ("proxy.example", 81)
        assert unquote(parts.password or "") == password
