from __future__ import annotations

import pytest

from outrider.model.secret import reveal
from outrider.model.workspace import Request
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.path_segments import escape_colons, path_parameters, unused_parameters
from outrider.variables.url.url_resolution import resolve_url
from outrider.variables.variable_scope import VariableScope


def sent(url: str, **path: str) -> str:
    of = Resolver(VariableScope({}, (), {}), RuntimeValues({}))
    found = resolve_url(Request("a", "A", "requests/a.toml", url=url, path_params=path), of)
    assert of.faults == []
    return reveal(found.url)


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("http://h/:id:start", "http://h/7:start"),
        ("http://h/:id:", "http://h/7:"),
        ("http://h/a/:id:start:now/b", "http://h/a/7:start:now/b"),
        (r"http://h/:id\:start", "http://h/7:start"),
        (r"http://h/\:id", "http://h/:id"),
        (r"http://h/\:id:id", "http://h/:id:id"),
        (r"http://h/x\:id/\:", "http://h/x:id/:"),
        (r"http://h/x?at=\:id", r"http://h/x?at=\:id"),
        ("http://h/::id/:", "http://h/::id/:"),
    ],
)
def test_a_parameter_ends_at_the_next_colon_and_an_escaped_one_is_text(
    written: str, whole: str
) -> None:
    path = {"id": "7"} if "7" in whole else {}
    assert sent(written, **path) == whole


def test_the_value_of_a_parameter_keeps_colons_and_at_signs_and_no_slash() -> None:
    value = "urn:place:4/5@home?#%"
    assert sent("http://h/:id:x", id=value) == "http://h/urn:place:4%2F5@home%3F%23%25:x"


def test_a_value_that_nothing_in_the_url_uses_is_a_warning_with_the_nearest_name() -> None:
    request = Request(
        "a", "A", "requests/a.toml", url=r"http://h/:order/\:kind", path_params={"ordr": "1"}
    )
    (found,) = unused_parameters(request)
    assert str(found.place) == "requests/a.toml: path.ordr"
    assert "Did you mean order?" in found.advice
    of = Resolver(VariableScope({}, (), {}), RuntimeValues({}))
    resolve_url(request, of)
    (missing,) = of.faults
    assert r"Did you mean :ordr?" in missing.advice
    assert r"\:order" in missing.advice


@pytest.mark.parametrize(
    "url",
    ["http://h/:a/b:c/:d:e", "h/:a", "{{base}}/:a?x=/:b", r"http://h/a\:b/\:c", "http://h:80/:a",
     "http://u:p@h/:a#/:b"],
)  # fmt: skip
def test_an_escaped_url_has_no_parameter_and_is_sent_as_it_was(url: str) -> None:
    assert path_parameters(escape_colons(url), ()) == ()
    if url.startswith("http://h"):
        assert sent(escape_colons(url)) == url
