"""Postman out and in: what was exported comes back as it was, and sends the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.shell import ROOT
from tests.unit.exporters.postman.postman_round_trip import (
    collection_of,
    exported,
    imported_again,
    shape,
    values,
)

from outrider.errors import SourceLocation
from outrider.importers import find_importer, read_sources
from outrider.importers.file_naming import slug
from outrider.importers.importer import ImportSource
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.connection import HttpVersion
from outrider.model.import_result import ImportResult
from outrider.model.secret import reveal
from outrider.model.workspace import (
    AuthTable,
    Body,
    Collection,
    FileBody,
    Folder,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    RequestOptions,
    RequestWithFolders,
    TextBody,
    Variable,
)
from outrider.storage.writing.saved_responses import example_files
from outrider.variables.message_assembly import assemble_message
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

CORPUS = ROOT.parent / "shared" / "corpus" / "postman"
COLLECTIONS = sorted(CORPUS.glob("*.postman_collection.json")) if CORPUS.is_dir() else []


def plain_names(text: str) -> str:
    # Nor a word for form-encoded Basic credentials: it sends them raw.
    text = text.replace(", 'basic_encoding': 'raw'", "")
    return text.replace("saved_access_token", "access_token")


@pytest.mark.parametrize("file", COLLECTIONS, ids=[one.stem for one in COLLECTIONS])
def test_a_real_collection_comes_back_as_it_was(file: Path, tmp_path: Path) -> None:
    sources = [ImportSource(file.name, file.read_text("utf-8-sig"))]
    stem = file.name.partition(".")[0]
    for other in CORPUS.glob("*.postman_environment.json"):
        if other.name.startswith(stem) or (stem == "seed-auto-oauth" and "seed" in other.name):
            sources.append(ImportSource(other.name, other.read_text("utf-8-sig")))
    if find_importer(sources[0].text) is None:
        pytest.skip("it is not imported")
    first = read_sources(sources)
    for name, data in example_files(first.responses):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    environments = [one.environment for one in first.environments]
    tables, words = exported(first.name, collection_of(first), environments, tmp_path)
    again = imported_again(tables)
    before, after = shape(first), shape(again)
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    for one, other in zip(before[:3], after[:3], strict=True):
        # Postman has no variable for the token of its auth, so it comes back as any other one.
        assert plain_names(repr(other)) == plain_names(repr(one))
    assert len(after[2]) == len(before[2])
    assert len(again.responses) == len(first.responses)
    for here, there in zip(environments, again.environments, strict=True):
        assert values(there.environment.variables) == values(here.variables)
        assert plain_names(repr([*there.environment.secrets])) == plain_names(repr([*here.secrets]))
        assert not there.values
    assert not [one for one in words.remarks if "folder" in one.what.lower()]


WORD = st.text("abcdefghij", min_size=1, max_size=6)
ANY = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}\\"), max_size=12
)
REFERENCE = st.sampled_from(["{{base}}", "{{id}}", "{{$guid}}"])
BEHIND_BACKSLASHES = st.sampled_from([r"CORP\\{{base}}", r"\\\\{{id}}", r"C:\Users"])
TEXT = st.lists(st.one_of(ANY, REFERENCE, BEHIND_BACKSLASHES), max_size=3).map("".join)
SIMPLE = st.lists(st.one_of(st.text("abc.~_- 12", max_size=5), REFERENCE), max_size=2).map("".join)
DESCRIPTION = st.one_of(st.just(""), ANY)


def rows(name: st.SearchStrategy[str], value: st.SearchStrategy[str]) -> Any:
    row = st.builds(NameValueRow, name, value, st.booleans(), DESCRIPTION)
    return st.lists(row, max_size=3).map(tuple)


HEADERS = rows(WORD.map(lambda word: f"X-{word}"), TEXT.map(str.strip))
QUERY = rows(WORD, SIMPLE)
BODIES: st.SearchStrategy[Body | None] = st.one_of(
    st.none(),
    st.builds(TextBody, st.just("json"), st.sampled_from(['{"a": "{{id}}"}', "[1, 2.50]", '"ä"'])),
    st.builds(TextBody, st.just("xml"), st.sampled_from(["<a/>", "<b>{{id}}</b>"])),
    st.builds(FormBody, rows(TEXT, TEXT).filter(len)),
    st.builds(
        MultipartBody,
        st.lists(
            st.one_of(
                st.builds(MultipartPart, TEXT, TEXT, enabled=st.booleans()),
                st.builds(
                    MultipartPart, TEXT, file=WORD, content_type=st.sampled_from([None, "a/b"])
                ),
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
    st.builds(
        GraphQLBody,
        TEXT.filter(str.strip),
        st.sampled_from([None, '{"a": 1}']),
        st.one_of(st.none(), WORD),
    ),
)
TABLES: list[dict[str, Any]] = [
    {"type": "none"},
    {"type": "bearer", "token": "{{tok}}"},
    {"type": "basic", "username": "me", "password": "{{pw}}"},
    {"type": "api_key", "value": "{{k}}", "placement": {"in": "query", "name": "key"}},
    {
        "type": "oauth2",
        "token_endpoint": "{{base}}/token",
        "client_id": "id",
        "client_secret": "{{cs}}",
        "scope": "a b",
        "token_endpoint_auth_method": "client_secret_post",
        "token_parameters": {"audience": "x", "resource": ["a", "b"]},
        "placement": {"in": "header", "name": "Authorization", "prefix": "Token"},
    },
    {
        "type": "oauth2",
        "token_endpoint": "https://a.test/t",
        "client_id": "id",
        "placement": {"in": "query", "name": "access_token"},
    },
]
AUTHS = st.one_of(
    st.none(), st.sampled_from(TABLES).map(lambda table: AuthTable(table, {}, UNKNOWN_LOCATION))
)


VARIABLES = st.dictionaries(
    WORD,
    st.one_of(TEXT, st.integers(-(10**9), 10**9), st.booleans(), st.sampled_from([0.5, -2.25])).map(
        lambda value: Variable(value, UNKNOWN_LOCATION)
    ),
    max_size=3,
)


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    """Folders and requests whose files are named after their titles."""
    folders: dict[str, Folder] = {}
    requests: dict[str, Request] = {}

    def folder(folder_id: str, depth: int) -> None:
        names = draw(st.lists(WORD.map(slug), max_size=3, unique=True))
        folders[folder_id] = Folder(
            folder_id,
            folder_id.rpartition("/")[2] or "Shop",
            "",
            description=draw(DESCRIPTION),
            order=tuple(names),
            auth=draw(AUTHS),
            variables=draw(VARIABLES),
        )
        for name in names:
            child = f"{folder_id}/{name}" if folder_id else name
            if depth < 2 and draw(st.booleans()):
                folder(child, depth + 1)
                continue
            url = draw(st.sampled_from(["https://a.test:8080/x/:id//y", "{{base}}/b", "{{base}}"]))
            requests[child] = Request(
                child,
                name,
                "",
                method=draw(st.sampled_from(["GET", "POST", "MKCOL"])),
                url=url,
                description=draw(DESCRIPTION),
                query_params=draw(QUERY),
                headers=draw(HEADERS),
                path_params={"id": draw(TEXT.filter(bool))} if ":id" in url else {},
                auth=draw(AUTHS),
                variables=draw(VARIABLES),
                options=RequestOptions(
                    follow_redirects=draw(st.booleans()),
                    http=draw(st.none() | st.sampled_from(HttpVersion)),
                ),
                body=draw(BODIES),
            )

    folder("", 0)
    return Collection(folders, requests)


@settings(max_examples=60, deadline=None)
@given(collections())
def test_any_workspace_comes_back_as_it_was(collection: Collection) -> None:
    tables, words = exported("Shop", collection)
    # A variable of URLs and of something else has another one beside it, which comes back too.
    assume(not any(" was added: " in one.what for one in words.remarks))
    again = imported_again(tables)
    root = collection.folders[""]
    if root.auth is None:
        # What has no auth in Postman gets none here, whatever the workspace has.
        root = replace(root, auth=AuthTable({"type": "none"}, {}, UNKNOWN_LOCATION))
    folders = {**collection.folders, "": root}.values()
    first = ImportResult("Shop", tuple(folders), tuple(collection.requests.values()))
    assert shape(again) == shape(first)


def on_the_wire(request: Request) -> object:
    """What is sent, every reference resolved."""
    layer = {name: Variable(name.upper(), SourceLocation("e")) for name in ("base", "id")}
    layer["base"] = Variable("https://b.test/v1", SourceLocation("e"))
    resolver = Resolver(VariableScope({}, (layer,), {}), RuntimeValues({}))
    found = assemble_message(
        RequestWithFolders(request, ()), resolver, root="/root", boundary=lambda: "BOUNDARY"
    )
    fields = [(one.name.lower(), reveal(one.value)) for one in found.message.headers]
    return (
        found.message.method, reveal(found.message.url), fields, repr(found.message.content),
        [fault.code for fault in resolver.faults],
    )  # fmt: skip


URL = st.builds(
    lambda base, own, mark: base + own + mark,
    st.sampled_from(["https://a.test/p", "{{base}}/x%2Fy", "http://a.test:81/a;b=c/"]),
    st.sampled_from(["", "?a=1&b", "?q={{id}}&r=%20+&s=ü", "?x=a=b&&"]),
    st.just(""),
)


@settings(max_examples=80, deadline=None)
@given(
    st.builds(
        Request, st.just("a"), st.just("a"), st.just("requests/a.toml"),
        method=st.sampled_from(["GET", "POST"]), url=URL,
        query_params=rows(st.text(ANY_QUERY := "ab&=+%#? /ü\"'", min_size=1, max_size=4),
                   st.text(ANY_QUERY, max_size=6)),
        body=st.one_of(st.none(), st.just(TextBody("text", "a\n")), st.just(FileBody("x", "a/b")),
                       st.just(TextBody("json", file="x.json"))),
    )
)  # fmt: skip
def test_what_is_sent_is_the_same_whatever_stands_in_a_row(request: Request) -> None:
    tables, _ = exported("Shop", Collection({"": Folder("", "", "")}, {"a": request}))
    (again,) = imported_again(tables).requests
    assert on_the_wire(again) == on_the_wire(request)


def test_variables_of_a_request_that_urls_use_come_back_unencoded() -> None:
    row = NameValueRow("X-Note", "{{both}}")
    made = Request(
        "a", "a", "requests/a.toml", url="http://a.test/{{only}}", headers=(row,),
        query_params=(NameValueRow("q", "{{both}}"),),
        variables={
            "only": Variable("x y%2F", SourceLocation("e")),
            "both": Variable("a b&c", SourceLocation("e")),
        },
    )  # fmt: skip
    tables, _ = exported("Shop", Collection({"": Folder("", "", "")}, {"a": made}))
    (again,) = imported_again(tables).requests
    assert values(again.variables) == {
        "only": "x y%2F",
        "both": "a b&c",
        "both_encoded": "a b&c",
    }
    assert again.query_params == (NameValueRow("q", "{{both_encoded}}"),)


@pytest.mark.parametrize(
    ("row", "table", "stops"),
    [
        ("authorization", {"type": "bearer", "token": "{{t}}"}, True),
        ("X-Api-Key", {"type": "api_key", "value": "{{t}}"}, True),
        ("Authorization", {"type": "api_key", "value": "{{t}}"}, False),
        ("X-Api-Key", {"type": "bearer", "token": "{{t}}"}, False),
    ],
)
def test_a_header_row_is_not_replaced_by_an_inherited_credential(
    row: str, table: dict[str, str], *, stops: bool
) -> None:
    made = Request("a", "a", "requests/a.toml", headers=(NameValueRow(row, "own"),))
    root = Folder("", "", "", auth=AuthTable(table, {}, UNKNOWN_LOCATION))
    tables, _ = exported("Shop", Collection({"": root}, {"a": made}))
    [item] = tables[0]["item"]
    assert (item["request"].get("auth") == {"type": "noauth"}) is stops
