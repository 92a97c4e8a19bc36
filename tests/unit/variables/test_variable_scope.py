from __future__ import annotations

import pytest

from outrider.errors import SourceLocation
from outrider.model.secret import Secret, masked, reveal
from outrider.model.workspace import Request, Scalar, SecretRef, Variable
from outrider.variables.requirements import find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.url_resolution import resolve_url
from outrider.variables.variable_scope import VariableScope

HERE = SourceLocation("requests/a.toml", ("url",))


def scope(**values: Scalar) -> VariableScope:
    layer = {name: Variable(value, SourceLocation("e")) for name, value in values.items()}
    secrets = {"key_live": SecretRef("key_live", "prompt", {}, SourceLocation("e"))}
    return VariableScope({"over": "live"}, (layer,), secrets)


VALUES: dict[str, Scalar] = {
    "stage": "{{short}}",
    "short": "live",
    "n": 2,
    "host_live": "http://h{{n}}",
    "host_live_2": "deep",
    "word": "host",
    "bad": "a b",
    "loop": "{{lo{{p}}}}",
    "p": "op",
    "x": "HOME",
}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{{host_{{stage}}}}/x", "http://h2/x"),
        ("{{ {{word}}_{{stage}}_{{n}} }}", "deep"),
        ("{{{{word}}_{{over}}}}", "http://h2"),
        ("{{host_{{{{who}}}}}}", "http://h2"),
        ("{{key_{{over}}}}", "s3cret-key"),
        (r"\{{host_{{short}}}}", "{{host_live}}"),
    ],
)
def test_the_innermost_reference_is_put_in_first(written: str, value: str) -> None:
    of = Resolver(scope(**VALUES, who="short"), RuntimeValues({"key_live": Secret("s3cret-key")}))
    found = of.text(written, HERE)
    assert of.faults == []
    assert reveal(found) == value
    assert "s3cret" not in masked(found)
    looked = find_requirements([(written, HERE)], of.scope)
    assert looked.faults == ()
    assert looked.secrets == ({"key_live"} if "key_" in written else frozenset())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{{host_{{bad}}}}", "nested_reference"),
        ("{{host_{{nowhere}}}}", "nested_reference"),
        ("{{host_{{key_live}}}}", "nested_reference"),
        ("{{host_{{$guid}}}}", "nested_reference"),
        ("{{$env.{{x}}}}", "nested_reference"),
        ("{{host_{{access_token}}}}", "nested_reference"),
        ("{{host_{{n}}}}", "unknown_variable"),
        ("{{{{loop}}}}", "nested_reference"),
    ],
)
def test_what_makes_no_name_is_a_fault_and_never_text(written: str, code: str) -> None:
    of = Resolver(scope(**VALUES), RuntimeValues({"key_live": Secret("s3cret-key")}))
    (part,) = of.parts(written, HERE)
    assert part.failed
    assert [fault.code for fault in of.faults] == [code]
    assert "s3cret" not in repr(of.faults)
    looked = find_requirements([(written, HERE)], of.scope)
    assert [fault.code for fault in looked.faults] == [code]
    inside = Resolver(scope(v=written, **VALUES), RuntimeValues({}))
    inside.text("{{v}}", HERE)
    assert [fault.code for fault in inside.faults] == [code]


def test_one_in_a_url_moves_no_path_parameter() -> None:
    request = Request(
        "a", "A", "a.toml", url="{{host_{{stage}}}}/:id/{{host_{{stage}}_{{n}}}}/:id",
        path_params={"id": "7"},
    )  # fmt: skip
    of = Resolver(scope(**VALUES), RuntimeValues({}))
    assert reveal(resolve_url(request, of).url) == "http://h2/7/deep/7"
    assert of.faults == []


def test_values_that_double_each_other_are_given_up_soon() -> None:
    values: dict[str, Scalar] = {f"v{n}": f"{{{{v{n - 1}}}}}{{{{v{n - 1}}}}}" for n in range(1, 60)}
    of = Resolver(scope(v0="", **values), RuntimeValues({}))
    of.parts("{{a{{v59}}}}", HERE)
    assert [fault.code for fault in of.faults] == ["nested_reference"]
