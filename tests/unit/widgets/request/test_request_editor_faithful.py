"""Whatever a file may say: looking at it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.widgets.request.editor_app import CONTEXT, FILE, EditorApp

from outrider.errors import SourceLocation
from outrider.model.connection import HttpVersion
from outrider.model.workspace import (
    AuthTable,
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    RequestOptions,
    TextBody,
    Variable,
)

TEXT = st.text(st.characters(), max_size=12)
TRICKY = st.sampled_from(
    ["", " ", "{{a}}", "@a", "\\@a", "\\\\@", "\r\n", "a\u2028b", "\ud800", "•"]
)
WORDS = TEXT | TRICKY
NAMES = st.sampled_from(["a", "b_1", "c.d", "$e", "x-y"])
ROWS = st.lists(st.builds(NameValueRow, WORDS, WORDS, st.booleans(), WORDS), max_size=3).map(tuple)
MAYBE = st.none() | WORDS
PARTS = st.lists(
    st.builds(MultipartPart, WORDS, WORDS, st.none(), MAYBE, MAYBE, st.booleans())
    | st.builds(MultipartPart, WORDS, st.none(), WORDS, MAYBE, MAYBE, st.booleans()),
    max_size=3,
).map(tuple)
KINDS = st.sampled_from(["json", "text", "xml"])
BODIES: st.SearchStrategy[Body | None] = st.one_of(
    st.none(),
    st.builds(TextBody, KINDS, MAYBE),
    st.builds(TextBody, KINDS, st.none(), WORDS.filter(bool)),
    st.builds(FormBody, ROWS),
    st.builds(MultipartBody, PARTS),
    st.builds(FileBody, WORDS, MAYBE),
    st.builds(GraphQLBody, WORDS, MAYBE, MAYBE),
)
OPTIONS = st.builds(
    RequestOptions,
    st.floats(min_value=1e-9, max_value=86_400.0),
    st.booleans(),
    st.none() | st.integers(min_value=1, max_value=10**14),
    st.none() | st.sampled_from(HttpVersion),
)
KEYS = st.sampled_from(
    [
        *("use", "extends", "unset", "hosts", "scope", "client_id", "username", "token", "mine"),
        *("grant_type", "token_endpoint_auth_method", "token_parameters"),
    ]
)
VALUES: st.SearchStrategy[Any] = WORDS | st.booleans() | st.integers() | st.just(["a"])
TYPES = st.sampled_from(["oauth2", "basic", "bearer", "api_key", "none", "digest"])


def table_of(kind: str | None, table: Mapping[str, Any]) -> AuthTable:
    whole = {**({"type": kind} if kind else {}), **table}
    if not kind and "extends" not in whole and "use" not in whole:
        whole["use"] = "default"
    places = {key: SourceLocation(FILE, ("auth", key)) for key in whole}
    return AuthTable(whole, places, SourceLocation(FILE, ("auth",)))


AUTHS = st.builds(table_of, st.none() | TYPES, st.dictionaries(KEYS, VALUES, max_size=4))


def variables_of(table: Mapping[str, Any]) -> Mapping[str, Variable]:
    return {
        name: Variable(value, SourceLocation(FILE, ("variables", name)))
        for name, value in table.items()
    }


REQUESTS = st.builds(
    Request,
    id=st.just("billing/create"),
    name=st.just("Create"),
    file=st.just(FILE),
    method=st.sampled_from(["GET", "post", "PURGE", "x-y"]),
    url=st.sampled_from(["", "https://a.test/:b/:c?d=1#e", "{{f}}/:g"]) | WORDS,
    query_params=ROWS,
    headers=ROWS,
    path_params=st.dictionaries(NAMES, WORDS, max_size=2),
    auth=st.none() | AUTHS,
    variables=st.dictionaries(
        NAMES, WORDS | st.booleans() | st.integers() | st.floats(allow_nan=False), max_size=3
    ).map(variables_of),
    options=OPTIONS,
    body=BODIES,
)


# Each example starts an application: shrinking would take minutes, and says little more.
@pytest.mark.slow
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(REQUESTS, min_size=3, max_size=6))
def test_looking_at_every_part_of_a_request_changes_nothing(requests: list[Request]) -> None:
    import asyncio

    async def look() -> None:
        app = EditorApp()
        async with app.run_test(size=(58, 24)) as pilot:
            for request in requests:
                app.editor.show(request, CONTEXT)
                for name in ("params", "headers", "body", "auth", "options", "variables"):
                    app.editor.open_tab(name)
                    await pilot.pause()
                    assert app.editor.request == request, name
            assert app.edited == []

    asyncio.run(look())
