"""Token requests of archives, wherever they stand."""

from __future__ import annotations

from tests.unit.importers.har.archives import (
    CODE,
    ORDERS,
    REFRESH,
    archive,
    entry,
    read,
    said,
    token_call,
)


def test_a_token_call_may_stand_behind_its_use_and_behind_its_refresh() -> None:
    uses = [
        entry(ORDERS, "GET", ("Authorization", "Bearer two")),
        entry(ORDERS + "/2", "GET", ("Authorization", "Bearer three")),
    ]
    second = REFRESH.replace("r1", "r2")
    calls = [
        token_call(second, answer={"access_token": "three"}),
        token_call(REFRESH, answer={"access_token": "two", "refresh_token": "r2"}),
        token_call(CODE, answer={"access_token": "one", "refresh_token": "r1"}),
    ]
    imported = read(archive(*uses, *calls))
    assert [one.name for one in imported.requests] == ["v1/orders", "v1/orders/2"]
    assert imported.folders[0].auth is not None
    assert imported.folders[0].auth.table["grant_type"] == "authorization_code"
    assert "3 token requests (authorization_code) became [auth] of 2 requests." in said(imported)


def test_tokens_that_refresh_each_other_are_gone_through() -> None:
    calls = [
        token_call(f"grant_type=refresh_token&refresh_token={old}", answer={
            "access_token": f"t-{new}", "refresh_token": new})
        for old, new in (("a", "b"), ("b", "a"), ("c", "c"))
    ]  # fmt: skip
    imported = read(archive(*calls, entry(ORDERS, "GET", ("Authorization", "Bearer t-a"))))
    assert [one.name for one in imported.requests][-1] == "v1/orders"
