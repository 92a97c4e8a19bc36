from __future__ import annotations

import pytest

from outrider.auth.origins import host_allowed, parse_origin
from outrider.errors import SourceLocation
from outrider.exporters.ascii_url import wire_url
from outrider.model.host_names import ascii_authority, ascii_host
from outrider.model.secret import MASK, Secret, masked, reveal
from outrider.model.workspace import Request, SecretRef, Variable
from outrider.transport.proxies import choose_proxy
from outrider.transport.wire_url import parse_url
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.url_resolution import resolve_url
from outrider.variables.variable_scope import VariableScope

NAMES = {
    "stra\u00dfe.example": "xn--strae-oqa.example",
    "B\u00dcCHER.example": "xn--bcher-kva.example",
    "_sip.b\u00fccher.example": "_sip.xn--bcher-kva.example",
    "\u4f8b\u3048\u3002\u30c6\u30b9\u30c8": "xn--r8jz45g.xn--zckzah",
    "\u03b2\u03cc\u03bb\u03bf\u03c2.example": "xn--nxasmm1c.example",
    "plain.example": "plain.example",
}


@pytest.mark.parametrize(("name", "wire"), NAMES.items())
def test_wire_exports_rules_and_proxies_have_the_same_name(name: str, wire: str) -> None:
    url = f"http://{name}:81/\u00fc"
    assert ascii_host(name) == wire
    assert ascii_authority(f"{name}:81") == f"{wire}:81"
    assert parse_url(url).host == wire
    for keeps_mask in (True, False):
        assert wire_url(url, keeps_mask=keeps_mask) == f"http://{wire}:81/%C3%BC"
    origin = parse_origin(url)
    assert origin is not None
    assert origin.host == wire
    for pattern in (name, wire, f"{name}:81"):
        assert host_allowed(url, [pattern])
        assert host_allowed(f"http://{wire}:81/", [pattern])
    assert host_allowed(f"http://a.{wire}/", [f"*.{name}"])
    assert not host_allowed(f"http://{wire}/", [f"*.{name}"])
    proxy = choose_proxy(f"http://u:p@{name}:3128", {}, parse_url("http://h/"))
    assert proxy is not None
    assert proxy.host == wire
    of = Resolver(VariableScope({}, (), {}), RuntimeValues({}))
    found = resolve_url(Request("a", "A", "a.toml", url=f"http://{name}:81/x"), of)
    assert (of.faults, found.url) == ([], f"http://{wire}:81/x")


def test_a_value_in_the_host_may_be_of_any_script_and_stays_masked() -> None:
    layer = {"t": Variable("b\u00fccher", SourceLocation("e"))}
    refs = {"k": SecretRef("k", "prompt", {}, SourceLocation("e"))}
    of = Resolver(VariableScope({}, (layer,), refs), RuntimeValues({"k": Secret("b\u00fccher")}))
    found = resolve_url(Request("a", "A", "a.toml", url="http://{{t}}.example/"), of)
    assert found.url == "http://xn--bcher-kva.example/"
    found = resolve_url(Request("a", "A", "a.toml", url="http://{{k}}.example/"), of)
    assert reveal(found.url) == "http://xn--bcher-kva.example/"
    assert masked(found.url) == f"http://{MASK}.example/"
    assert of.faults == []


@pytest.mark.parametrize(
    "name", ["h\uff0fevil", "a\u2488com", "\u00ad", "xn--\u00fc", "\u200d.example"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    of = Resolver(VariableScope({}, (), {}), RuntimeValues({}))
    found = resolve_url(Request("a", "A", "a.toml", url=f"http://{name}/"), of)
    assert reveal(found.url) == ""
    assert [one.code for one in of.faults] == ["url_host"]
    assert not host_allowed(f"http://{name}/", [name])
