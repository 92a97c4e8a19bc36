"""Words are added to the scope that is written; all else of the file stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.engine.editing.auth_scope import add_file_scope, add_request_scope, with_scope
from outrider.errors import OutriderError, SourceLocation
from outrider.model.trust import as_trust
from outrider.model.workspace import AuthTable, Request

FILE = "environments/dev.toml"
TRUSTED = as_trust(True)


@pytest.mark.parametrize(
    ("written", "added", "whole"),
    [
        ("orders.read", "billing", "orders.read billing"),
        ("orders.read billing", "billing", "orders.read billing"),
        ("", "a b", "a b"),
        (None, "a b", "a b"),
        ("{{scopes}}", "billing", "{{scopes}} billing"),
        ("repo,user", "gist", "repo,user,gist"),
        ("repo, user", "gist", "repo, user gist"),
        ("  a  ", "b", "a b"),
    ],
)
def test_each_word_is_there_once(written: object, added: str, whole: str) -> None:
    assert with_scope(written, added) == whole


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '# mine\n[auth.default]\nscope = "a" # little\nclient_id = "x"\n',
            '# mine\n[auth.default]\nscope = "a b" # little\nclient_id = "x"\n',
        ),
        (
            '[auth.default] # ours\nclient_id = "x" # public\n',
            '[auth.default] # ours\nclient_id = "x" # public\nscope = "b"\n',
        ),
        (
            "auth.default = { client_id = 'x', scope = 'a' }\n",
            "auth.default = { client_id = 'x', scope = 'a b' }\n",
        ),
    ],
)
def test_comments_and_layout_stay(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(before)
    place = SourceLocation(FILE, ("auth", "default", "scope"), 3)
    add_file_scope(tmp_path, place, "b", trusted=TRUSTED)
    assert path.read_text().replace('"', "'") == after.replace('"', "'")


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    place = SourceLocation(FILE, ("auth", "default", "scope"))
    with pytest.raises(OutriderError):
        add_file_scope(tmp_path, place, "b", trusted=TRUSTED)


def test_a_request_with_an_auth_of_its_own_gets_it_there() -> None:
    request = Request(
        id="own",
        name="own",
        file="requests/own.toml",
        method="GET",
        url="https://a.example",
        auth=AuthTable(
            {"extends": "default", "scope": "a"}, {}, SourceLocation("requests/own.toml")
        ),
    )
    changed = add_request_scope(request, "b")
    assert changed.auth is not None
    assert dict(changed.auth.table) == {"extends": "default", "scope": "a b"}
