"""Postman out: what was imported is exported as it was, and a workspace comes back as itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.unit.widgets.sidebar_kit import entry
from tui.engine.exporting import WorkspaceExport
from tui.errors import Place
from tui.exporters.masking import Masking
from tui.exporters.postman import Postman as PostmanOut
from tui.exporters.postman.collection import as_text, collection_table
from tui.exporters.postman.environments import environment_table
from tui.exporters.postman.words import Words
from tui.importers import read_sources
from tui.importers.importer import Source
from tui.importers.naming import slug
from tui.model.auth import NOWHERE
from tui.model.console import EntryKind
from tui.model.imported import Imported, SavedResponse, Verdict
from tui.model.secret import Secret, reveal
from tui.model.workspace import (
    AuthTable,
    Body,
    Collection,
    Environment,
    FileBody,
    Folder,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Options,
    Part,
    Request,
    RequestInPlace,
    Row,
    SecretRef,
    TextBody,
    Variable,
    WorkspaceSettings,
)
from tui.redaction import Redactor
from tui.storage.examples import example_files
from tui.variables.request import assemble
from tui.variables.resolver import Resolver
from tui.variables.scope import Scope
from tui.variables.values import Values

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "postman"
COLLECTIONS = sorted(CORPUS.glob("*.postman_collection.json")) if CORPUS.is_dir() else []


def collection_of(imported: Imported) -> Collection:
    folders = {one.id: one for one in imported.folders}
    return Collection(folders, {one.id: one for one in imported.requests})


def exported(
    name: str,
    collection: Collection,
    environments: Sequence[Environment] = (),
    root: Path = Path("/nowhere"),
    *,
    reveals: bool = False,
) -> tuple[list[dict[str, Any]], Words]:
    """The collection and the environments, as parsed JSON."""
    words = Words(reveals=reveals)
    export = WorkspaceExport(root, WorkspaceSettings(name), collection, environments, words)
    tables = [collection_table(name, export.tree(), words)]
    tables += [environment_table(export.environment(one, {}), words) for one in environments]
    return [json.loads(as_text(one)) for one in tables], words


def imported_again(tables: Sequence[Mapping[str, Any]]) -> Imported:
    return read_sources(
        [Source(f"{number}.json", json.dumps(one)) for number, one in enumerate(tables)]
    )


def plain_auth(auth: AuthTable | None) -> object:
    """A definition with what it leaves out."""
    if auth is None:
        return None
    table = dict(auth.table)
    placement = table.pop("placement", {})
    if table["type"] == "oauth2":
        table.setdefault("grant_type", "client_credentials")
        if table.get("token_endpoint_auth_method") == "client_secret_basic":
            del table["token_endpoint_auth_method"]
        if not table.get("client_secret"):
            table["token_endpoint_auth_method"] = "none"
        default = {"in": "header", "name": "Authorization", "prefix": "Bearer"}
        if placement.get("in") == "query":
            default = {"in": "query", "name": "access_token"}
    else:
        default = {"in": "header", "name": "X-Api-Key", "prefix": ""}
    return table, {**default, **placement}


def shape(imported: Imported) -> object:
    """All that a collection says, without the names of its files."""
    return (
        imported.name,
        [
            (one.name, one.description, one.order, plain_auth(one.auth), values(one.variables))
            for one in imported.folders
        ],
        [
            (one.id, one.name, one.method, one.url, one.description, one.query, one.headers,
             dict(one.path), plain_auth(one.auth), one.options, one.body)
            for one in imported.requests
        ],
        imported.responses,
    )  # fmt: skip


def values(variables: Mapping[str, Variable]) -> dict[str, object]:
    return {name: one.value for name, one in variables.items()}


@pytest.mark.parametrize("file", COLLECTIONS, ids=[one.stem for one in COLLECTIONS])
def test_a_real_collection_comes_back_as_it_was(file: Path, tmp_path: Path) -> None:
    sources = [Source(file.name, file.read_text("utf-8-sig"))]
    stem = file.name.partition(".")[0]
    for other in CORPUS.glob("*.postman_environment.json"):
        if other.name.startswith(stem) or (stem == "seed-auto-oauth" and "seed" in other.name):
            sources.append(Source(other.name, other.read_text("utf-8-sig")))
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
    for one, other in zip(before[2], after[2], strict=True):
        assert other == one
    assert after[:3] == before[:3]
    assert len(again.responses) == len(first.responses)
    for here, there in zip(environments, again.environments, strict=True):
        assert values(there.environment.variables) == values(here.variables)
        assert there.environment.secrets.keys() == here.secrets.keys()
        assert not there.values
    assert not [one for one in words.remarks if "folder" in one.what.lower()]


# --- any workspace ----------------------------------------------------------------------------

WORD = st.text("abcdefghij", min_size=1, max_size=6)
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}"), max_size=12)
REFERENCE = st.sampled_from(["{{base}}", "{{id}}", "{{$guid}}"])
TEXT = st.lists(st.one_of(ANY, REFERENCE), max_size=3).map("".join)
SIMPLE = st.lists(st.one_of(st.text("abc.~_- 12", max_size=5), REFERENCE), max_size=2).map("".join)
DESCRIPTION = st.one_of(st.just(""), ANY)


def rows(name: st.SearchStrategy[str], value: st.SearchStrategy[str]) -> Any:
    row = st.builds(Row, name, value, st.booleans(), DESCRIPTION)
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
                st.builds(Part, TEXT, TEXT, enabled=st.booleans()),
                st.builds(Part, TEXT, file=WORD, content_type=st.sampled_from([None, "a/b"])),
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
AUTHS = st.one_of(
    st.none(),
    st.sampled_from(
        [
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
    ).map(lambda table: AuthTable(table, {}, NOWHERE)),
)


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    """Folders and requests whose files are named after their titles."""
    folders: dict[str, Folder] = {}
    requests: dict[str, Request] = {}

    def folder(folder_id: str, depth: int) -> None:
        names = draw(st.lists(WORD.map(slug), max_size=3, unique=True))
        variables = draw(st.dictionaries(WORD, st.one_of(SIMPLE, st.integers(), st.booleans())))
        folders[folder_id] = Folder(
            folder_id,
            folder_id.rpartition("/")[2] or "Shop",
            "",
            description=draw(DESCRIPTION),
            order=tuple(names),
            auth=draw(AUTHS),
            variables={} if folder_id else {n: Variable(v, NOWHERE) for n, v in variables.items()},
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
                query=draw(QUERY),
                headers=draw(HEADERS),
                path={"id": draw(TEXT.filter(bool))} if ":id" in url else {},
                auth=draw(AUTHS),
                options=Options(follow_redirects=draw(st.booleans())),
                body=draw(BODIES),
            )

    folder("", 0)
    return Collection(folders, requests)


@settings(max_examples=60, deadline=None)
@given(collections())
def test_any_workspace_comes_back_as_it_was(collection: Collection) -> None:
    tables, _ = exported("Shop", collection)
    again = imported_again(tables)
    first = Imported(
        "Shop", tuple(collection.folders.values()), tuple(collection.requests.values())
    )
    assert shape(again) == shape(first)


def on_the_wire(request: Request) -> object:
    """What is sent, every reference resolved."""
    layer = {name: Variable(name.upper(), Place("e")) for name in ("base", "id")}
    layer["base"] = Variable("https://b.test/v1", Place("e"))
    resolver = Resolver(Scope({}, (layer,), {}), Values({}))
    found = assemble(
        RequestInPlace(request, ()), resolver, root="/root", boundary=lambda: "BOUNDARY"
    )
    fields = [(one.name.lower(), reveal(one.value)) for one in found.message.fields]
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
        query=rows(st.text(ANY_QUERY := "ab&=+%#? /ü\"'", min_size=1, max_size=4),
                   st.text(ANY_QUERY, max_size=6)),
        body=st.one_of(st.none(), st.just(TextBody("text", "a\n")), st.just(FileBody("x", "a/b")),
                       st.just(TextBody("json", file="x.json"))),
    )
)  # fmt: skip
def test_what_is_sent_is_the_same_whatever_stands_in_a_row(request: Request) -> None:
    tables, _ = exported("Shop", Collection({"": Folder("", "", "")}, {"a": request}))
    (again,) = imported_again(tables).requests
    assert on_the_wire(again) == on_the_wire(request)


# --- what Postman cannot hold -----------------------------------------------------------------


def environment(name: str, auth: Mapping[str, Any], **more: Any) -> Environment:
    return Environment(
        name,
        name,
        "",
        variables={"base": Variable(f"https://{name}.test", NOWHERE)},
        secrets={"cs": SecretRef("cs", "prompt", {}, NOWHERE)},
        auths={key: AuthTable(table, {}, NOWHERE) for key, table in auth.items()},
        **more,
    )


def oauth2(**more: object) -> dict[str, object]:
    return {
        "type": "oauth2", "token_endpoint": "{{base}}/token", "client_id": "id",
        "client_secret": "{{cs}}", **more,
    }  # fmt: skip


def test_auth_of_the_environments_is_the_collections_with_what_differs_as_variables() -> None:
    environments = [
        environment(
            "dev", {"default": oauth2(scope="a"), "billing": {"extends": "default", "scope": "b"}}
        ),
        environment(
            "live",
            {
                "default": oauth2(scope="a b", token_parameters={"audience": "x"}),
                "billing": {"extends": "default", "scope": "b", "client_secret": "lit3ral-secret"},
            },
            protected=True,
        ),
        environment("odd", {"default": {"type": "basic", "username": "u", "password": "{{cs}}"}}),
    ]
    used = AuthTable({"use": "billing"}, {}, NOWHERE)
    requests = {"a": Request("a", "A", "", auth=used), "b": Request("b", "B", "")}
    collection = Collection({"": Folder("", "Shop", "")}, requests)
    (shop, dev, live, odd), words = exported("Shop", collection, environments)
    auth = {row["key"]: row["value"] for row in shop["auth"]["oauth2"]}
    assert auth["scope"] == "{{default_scope}}"
    assert auth["accessTokenUrl"] == "{{base}}/token"
    assert auth["clientSecret"] == "{{cs}}"
    assert auth["grant_type"] == "client_credentials"
    assert auth["tokenRequestParams"] == [
        {"key": "audience", "value": "{{default_token_parameters_audience}}", "enabled": True,
         "send_as": "request_body"}
    ]  # fmt: skip
    assert "auth" not in shop["item"][1]["request"]
    billing = {row["key"]: row["value"] for row in shop["item"][0]["request"]["auth"]["oauth2"]}
    assert billing["scope"] == "b"
    assert billing["clientSecret"] == "{{billing_client_secret}}"
    found = {one["name"]: {row["key"]: row for row in one["values"]} for one in (dev, live, odd)}
    assert found["dev"]["default_scope"]["value"] == "a"
    assert found["live"]["default_scope"]["value"] == "a b"
    assert found["live"]["billing_client_secret"] == {
        "key": "billing_client_secret", "value": "", "type": "secret", "enabled": True,
    }  # fmt: skip
    assert found["dev"]["billing_client_secret"]["value"] == "{{cs}}"
    assert found["dev"]["cs"]["type"] == "secret"
    assert "lit3ral" not in json.dumps([shop, dev, live, odd])
    told = {one.what for one in words.remarks if one.verdict is Verdict.NOT_CARRIED}
    assert any("grant_type" not in one and "type differ here" in one for one in told)
    assert "The protection is left out." in told
    in_clear, _ = exported("Shop", collection, environments, reveals=True)
    assert "lit3ral-secret" in json.dumps(in_clear[2])
    assert "lit3ral" not in json.dumps(in_clear[0])


def test_what_folders_and_requests_say_beyond_postman_is_kept_and_told() -> None:
    folder = Folder(
        "f", "F", "", headers=(Row("X-A", "1"), Row("X-B", "2")),
        variables={"page": Variable(3, NOWHERE)},
    )  # fmt: skip
    request = Request(
        "f/r", "R", "", method="GET", url="{{ base }}/{{$env.HOME}}?t={{access_token}}",
        headers=(Row("x-b", "", enabled=False),), variables={"size": Variable("{{page}}", NOWHERE)},
        options=Options(timeout=5, max_body=9), body=TextBody("text", r"\{{x}}"),
        auth=AuthTable({"type": "bearer", "token": "lit3ral-token", "hosts": ["a.test"]}, {}, NOWHERE),
    )  # fmt: skip
    collection = Collection({"": Folder("", "Shop", ""), "f": folder}, {"f/r": request})
    (shop,), words = exported("Shop", collection)
    (item,) = shop["item"]
    assert item["variable"] == [{"key": "page", "value": 3, "type": "number"}]
    assert item["event"][0]["script"]["exec"] == [
        'if (!pm.environment.has("page")) pm.variables.set("page", 3);'
    ]
    (one,) = item["item"]
    assert one["event"][0]["script"]["exec"] == ['pm.variables.set("size", "{{page}}");']
    assert [(row["key"], row.get("disabled", False)) for row in one["request"]["header"]] == [
        ("X-A", False), ("x-b", True), ("Content-Type", False),
    ]  # fmt: skip
    assert one["request"]["url"] == "{{base}}/{{$env.HOME}}?t={{access_token}}"
    assert one["request"]["body"]["raw"] == "{{x}}"
    assert one["protocolProfileBehavior"] == {"disableBodyPruning": True}
    assert "lit3ral" not in json.dumps(shop)
    told = "\n".join(one.what for one in words.remarks)
    for words_of_it in (
        "Headers of the folders", "variables page", "variables size", "timeout of 5 s",
        "size of the response", "limit to hosts", "$env.HOME", "{{access_token}}",
        "value of token is left out", "Literal braces",
    ):  # fmt: skip
        assert words_of_it in told
    assert "lit3ral" not in told


def test_examples_come_from_their_files(tmp_path: Path) -> None:
    example = SavedResponse("a", "ok", 200, "OK", (), '{"a": 1}\n\nb')
    for name, data in example_files([example]):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "examples/a/odd.http").write_bytes(b"\xff\x00 no response")
    collection = Collection({}, {"a": Request("a", "A", "", url="https://a.test")})
    (shop,), _ = exported("Shop", collection, root=tmp_path)
    assert imported_again([shop]).responses == (example,)


def test_what_was_sent_is_a_collection_without_its_secrets() -> None:
    made = entry(2, EntryKind.API, method="POST", url="https://a.test/x?q=ä&n={{x}}")
    assert made.exchange is not None
    fields = (*made.exchange.request.fields,)
    request = structs.replace(made.exchange.request, fields=fields)
    made = structs.replace(made, exchange=structs.replace(made.exchange, request=request))
    redactor = Redactor()
    redactor.register([Secret("s3cret-value")])
    text = PostmanOut().entries([made], Masking(redactor))
    read = json.loads(text)
    assert read["item"][0]["request"]["method"] == "POST"
    (again,) = read_sources([Source("x", text)]).requests
    assert again.method == "POST"
