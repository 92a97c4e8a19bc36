"""Pairs of a URL that stands encoded within another are found like those of the outer one."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from tests.work_counter import given_up_at_last

from outrider.credential_shapes import find_credentials


@pytest.mark.parametrize("depth", range(1, 4))
def test_a_url_within_a_url_has_its_pairs_however_often_it_is_encoded(depth: int) -> None:
    inner = "/x?page=2&access_token=Yy7Lr2Vn9Tb4Wm&sort=name"
    for _ in range(depth):
        inner = quote(inner, safe="")
    text = f"/cb?next={inner}&b=1"
    assert [text[one.start : one.end] for one in find_credentials(text)] == ["Yy7Lr2Vn9Tb4Wm"]


def test_many_encoded_pairs_are_looked_through_in_one_pass() -> None:
    with given_up_at_last():
        assert not list(find_credentials("%3Fa%3D" * 20_000 + "%25" * 20_000))
