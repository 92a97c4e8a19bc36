from __future__ import annotations

from pathlib import Path

import pytest

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.trust_needs import ConnectionNeeds
from outrider.errors import SourceLocation
from outrider.model.trust import TRUST_NOTHING, TrustNeed
from outrider.model.workspace import Variable, WorkspaceSettings
from outrider.variables.variable_scope import VariableScope

PLACE = SourceLocation("f.toml", ("k",))


def needs(tmp_path: Path, typed: dict[str, str] | None = None, **values: str) -> ConnectionNeeds:
    variables = {name: Variable(value, PLACE) for name, value in values.items()}
    scope = VariableScope(overrides=typed or {}, layers=(variables,))
    snapshot = WorkspaceSnapshot(tmp_path, WorkspaceSettings(""), None, TRUST_NOTHING)
    return ConnectionNeeds(snapshot, scope)


def subjects(found: object) -> list[str]:
    assert hasattr(found, "__iter__")
    return [need.subject[0] for need in found if isinstance(need, TrustNeed)]


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("https://Login.Example.com/token", "login.example.com"),
        ("https://login.example.com:443/token", "login.example.com"),
        ("http://login.example.com:8080", "login.example.com:8080"),
        ("https://{{known}}/token", "known.example"),
        ("{{whole}}/token", "whole.example"),
        ("https://login.example.com/{{$env.X}}?a={{secret}}", "login.example.com"),
        ("http://{{user}}:{{password}}@proxy.example:3128", "proxy.example:3128"),
        ("http://a@b@proxy.example", "proxy.example"),
        ("proxy.example:3128", "proxy.example:3128"),
        ("socks5://proxy.example:1080", "proxy.example:1080"),
        ("https://{{$env.X}}/token", "https://{{$env.X}}"),
        ("https://{{tenant}}.example.com/t", "https://{{tenant}}.example.com"),
        ("{{$env.URL}}", "{{$env.URL}}"),
        ("{{outer}}/token", "https://{{inner}}.evil.example"),
        ("https://good.example\\@evil.example/", "evil.example"),
        ("https://good.example\\.evil.example/", "https://good.example\\.evil.example"),
        ("https://[2001:db8::1]:8443/", "[2001:db8::1]:8443"),
    ],
)
def test_a_host_is_what_the_files_tell_of_it(tmp_path: Path, written: str, host: str) -> None:
    given = needs(
        tmp_path,
        known="known.example",
        whole="https://whole.example",
        outer="https://{{inner}}.evil.example",
    )
    assert subjects(given.host(written, PLACE)) == [host]


@pytest.mark.parametrize(
    "written",
    [
        "http://127.0.0.1:8080/token",
        "http://localhost/token",
        "http://[::1]:9/token",
        "http://[::1]/token",
        "http://a.localhost:1",
        "",
    ],
)
def test_this_machine_needs_no_trust(tmp_path: Path, written: str) -> None:
    assert subjects(needs(tmp_path).host(written, PLACE)) == []


def test_a_host_that_is_typed_whole_needs_no_trust_and_a_part_of_one_does(tmp_path: Path) -> None:
    whole = needs(tmp_path, {"base": "https://mine.example"}, base="https://theirs.example")
    assert subjects(whole.host("{{base}}/token", PLACE)) == []
    part = needs(tmp_path, {"tenant": "mine"}, tenant="theirs")
    assert subjects(part.host("https://{{tenant}}.evil.example/t", PLACE)) == [
        "theirs.evil.example"
    ]
    other = needs(tmp_path, {"scope": "https://mine.example"})
    assert subjects(other.host("https://evil.example", PLACE)) == ["evil.example"]


def test_a_file_needs_trust_where_it_really_lies_outside(tmp_path: Path) -> None:
    root, outside = tmp_path / "w", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "link").symlink_to(outside)
    (root / "own").symlink_to(root)
    given = needs(root, up="../outside/f")
    assert subjects(given.file("a/b.bin", PLACE)) == []
    assert subjects(given.file("own/b.bin", PLACE)) == []
    assert subjects(given.file(str(root / "b.bin"), PLACE)) == []
    for written in ("link/f", "{{up}}", "a/../../outside/f", str(outside / "f")):
        assert subjects(given.file(written, PLACE)) == [str(outside / "f")]
    assert subjects(given.file("{{$env.HOME}}/f", PLACE)) == ["{{$env.HOME}}/f"]
    assert subjects(given.file("~/f", PLACE)) == [str((Path.home() / "f").resolve())]
    typed = needs(root, {"up": "/etc/hosts"}, up="../outside/f")
    assert subjects(typed.file("{{up}}", PLACE)) == []
    assert subjects(typed.file("{{up}}.d", PLACE)) == [str(outside / "f.d")]
