from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from outrider.errors import DocumentError, SaveError, SourceLocation, TrustRequiredError
from outrider.model.connection import HttpVersion
from outrider.model.secret import Secret
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
    SecretRef,
    SharedOptions,
    TextBody,
    Variable,
)
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.document_updates import (
    EnvironmentFiles,
    open_folder,
    open_request,
    open_settings,
    update_folder,
    update_request,
    update_settings,
)
from outrider.storage.writing.table_encoding import encode_request

REQUEST = """\
# List them all
metod = "typo"            # stays
url = "{{base_url}}/orders"   # the URL

query = [
  { name = "status", value = "open", note = "mine" },  # open ones
  { name = "page", value = 1 },
]

[variables]
size = 20 # rows
"""
ENVIRONMENT = """\
# shared
[variables]
base_url = "https://api"  # staging
page = 1

[secrets]
key = { env = "KEY" } # from the vault

[auth.default]
type = "oauth2"
client_id = "team"
"""
OVERLAY = '[variables]\npage = 2 # mine\n\n[auth.default]\nclient_id = "me"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in (
        ("requests/x.toml", REQUEST),
        ("environments/dev.toml", ENVIRONMENT),
        ("environments/dev.local.toml", OVERLAY),
        ("outrider.toml", 'name = "W" # name\n'),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    return tmp_path


def reader(root: Path) -> WorkspaceReader:
    return WorkspaceReader(root, trusted=True)


def variables(**values: str | int) -> MappingProxyType[str, Variable]:
    return MappingProxyType({name: Variable(v, SourceLocation("")) for name, v in values.items()})


def test_saving_a_request_as_it_is_changes_no_byte(root: Path) -> None:
    document = open_request(root, "x", trusted=True)
    update_request(document, reader(root).request("x").request)
    assert not document.is_edited


def test_saving_a_request_touches_only_what_changed(root: Path) -> None:
    request = reader(root).request("x").request
    document = open_request(root, "x", trusted=True)
    changed = structs.replace(
        request,
        url="{{base_url}}/v2",
        query_params=(
            structs.replace(request.query_params[0], value="all"),
            request.query_params[1],
        ),
        options=RequestOptions(timeout=5, max_body=1_000_000),
    )
    update_request(document, changed)
    document.save()
    wanted = REQUEST.replace("/orders", "/v2").replace('"open", note', '"all", note')
    assert (root / "requests/x.toml").read_text() == (
        f'{wanted}\n[options]\ntimeout = 5\nmax_body = "1MB"\n'
    )
    again = reader(root).request("x").request
    assert encode_request(again) == encode_request(changed)


def test_a_new_request_is_written_and_read_back(root: Path) -> None:
    document = open_request(root, "billing/new", trusted=True)
    request = Request(
        "billing/new", "New", "requests/billing/new.toml", "POST", body=TextBody("json", "{\n}")
    )
    update_request(document, request)
    document.save()
    assert reader(root).request("billing/new").request == request


@pytest.mark.parametrize("name", ["../x", "con", "a:b", "folder", "x.local", ".hidden", "a\nb"])
def test_a_new_request_does_not_get_a_name_that_hurts(root: Path, name: str) -> None:
    with pytest.raises(SaveError, match="was not created"):
        open_request(root, name, trusted=True)


def test_an_existing_file_beside_the_requests_is_not_opened_as_one(root: Path) -> None:
    with pytest.raises(SaveError, match="was not created"):
        open_request(root, "../outrider", trusted=True)


def test_nothing_outside_of_an_untrusted_workspace_is_edited(root: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.toml"
    outside.write_text("")
    for name in ("requests/out.toml", "environments/out.toml", "environments/dev2.local.toml"):
        (root / name).symlink_to(outside)
    with pytest.raises(TrustRequiredError):
        open_request(root, "out", trusted=False)
    for name in ("out", "dev2"):
        with pytest.raises(TrustRequiredError):
            EnvironmentFiles.open(root, name, trusted=False)
    assert open_request(root, "out", trusted=True).data == {}


def test_a_broken_request_is_not_edited(root: Path) -> None:
    (root / "requests/x.toml").write_text("url = 5\n")
    document = open_request(root, "x", trusted=True)
    with pytest.raises(DocumentError, match="url must be text"):
        update_request(document, Request("x", "x", "requests/x.toml"))


def test_folders_and_settings_are_saved(root: Path) -> None:
    folder = structs.replace(
        reader(root).request("x").folders[0],
        order=("x",),
        headers=(NameValueRow("A", "1"), NameValueRow("B", "2", enabled=False)),
    )
    document = open_folder(root, "", trusted=True)
    update_folder(document, folder)
    document.save()
    assert reader(root).request("x").folders[0] == structs.replace(folder, exists=True)
    outrider = open_settings(root, trusted=True)
    settings_now = reader(root).settings()
    update_settings(outrider, structs.replace(settings_now, default_environment="dev"), "w")
    outrider.save()
    text = (root / "outrider.toml").read_text()
    assert text == 'name = "W" # name\ndefault_environment = "dev"\n'


def test_an_environments_changes_go_to_the_file_that_has_the_key(root: Path) -> None:
    environment = reader(root).environment("dev")
    documents = EnvironmentFiles.open(root, "dev", trusted=True)
    documents.update(environment)
    assert not documents.base.is_edited
    assert not documents.overlay.is_edited
    default = environment.auths["default"]
    auth = structs.replace(default, table={**default.table, "client_id": "you", "scope": "s"})
    changed = structs.replace(
        environment,
        variables=variables(base_url="https://new", page=3),
        auths={"default": auth},
    )
    documents.update(changed)
    assert documents.save()
    assert (root / "environments/dev.toml").read_text() == (
        ENVIRONMENT.replace("https://api", "https://new") + 'scope = "s"\n'
    )
    assert (root / "environments/dev.local.toml").read_text() == (
        OVERLAY.replace("2", "3").replace('"me"', '"you"')
    )
    assert "*.local.toml" in (root / ".gitignore").read_text()


def test_new_secrets_can_go_to_an_overlay_that_is_private_and_ignored(root: Path) -> None:
    (root / "environments/dev.local.toml").unlink()
    environment = reader(root).environment("dev")
    secrets = {
        **environment.secrets,
        "pin": SecretRef("pin", "literal", {"value": Secret("12:34")}, SourceLocation("")),
    }
    documents = EnvironmentFiles.open(root, "dev", trusted=True)
    documents.update(structs.replace(environment, secrets=secrets), to_overlay=True)
    documents.save()
    overlay = root / "environments/dev.local.toml"
    assert (root / "environments/dev.toml").read_text() == ENVIRONMENT
    assert overlay.read_text() == '[secrets]\npin = "12:34"\n'
    assert overlay.stat().st_mode & 0o777 == 0o600
    assert (root / ".gitignore").read_text() == "*.local.toml\n"
    assert reader(root).environment("dev").secrets["pin"].options["value"].reveal() == "12:34"


def test_a_key_that_both_files_hold_is_removed_from_both(root: Path) -> None:
    environment = reader(root).environment("dev")
    documents = EnvironmentFiles.open(root, "dev", trusted=True)
    documents.update(structs.replace(environment, variables=variables(base_url="https://api")))
    documents.save()
    assert set(reader(root).environment("dev").variables) == {"base_url"}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAME = st.sampled_from(["a", "b", "X-Y", "with space", "ä"])
ROWS = st.lists(st.builds(NameValueRow, NAME, TEXT, st.booleans(), TEXT), max_size=3).map(tuple)
MAYBE = st.none() | TEXT
BODIES: st.SearchStrategy[Body | None] = st.one_of(
    st.none(),
    st.builds(TextBody, st.sampled_from(["json", "text", "xml"]), TEXT),
    st.builds(FormBody, ROWS),
    st.builds(FileBody, TEXT, MAYBE),
    st.builds(GraphQLBody, TEXT, MAYBE, MAYBE),
    st.builds(
        MultipartBody,
        st.lists(st.builds(MultipartPart, NAME, TEXT, content_type=MAYBE), max_size=2).map(tuple),
    ),
)
TABLES: list[dict[str, Any]] = [
    {"use": "x"},
    {"type": "basic", "username": "u"},
    {"type": "x", "token_parameters": {"a": [1]}, "placement": {"in": "query"}},
]
AUTHS = st.none() | st.sampled_from(TABLES).map(
    lambda table: AuthTable(table, {}, SourceLocation(""))
)
REQUESTS = st.builds(
    Request,
    st.just("x"),
    st.sampled_from(["x", "Label"]),
    st.just("requests/x.toml"),
    st.sampled_from(["GET", "POST"]),
    TEXT,
    TEXT,
    ROWS,
    ROWS,
    st.dictionaries(NAME, TEXT, max_size=2),
    AUTHS,
    st.dictionaries(NAME, st.builds(Variable, TEXT, st.just(SourceLocation(""))), max_size=2),
    st.builds(
        RequestOptions,
        st.sampled_from([60.0, 0.5, 30.0]),
        st.booleans(),
        st.none() | st.just(5),
        st.none() | st.sampled_from(HttpVersion),
    ),
    BODIES,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(versions=st.lists(REQUESTS, min_size=1, max_size=4))
def test_any_request_can_become_any_other_and_is_read_back(
    tmp_path: Path, versions: list[Request]
) -> None:
    path = tmp_path / "requests" / "x.toml"
    path.unlink(missing_ok=True)
    for request in versions:
        document = open_request(tmp_path, "x", trusted=True)
        update_request(document, request)
        document.save()
        assert encode_request(reader(tmp_path).request("x").request) == encode_request(request)


def test_the_version_of_http_is_written_where_it_was_chosen_and_all_else_stays(
    tmp_path: Path,
) -> None:
    folder = '# ours\nname = "Pay"  # short\n'
    environment = "# shared\n[variables]\na = 1\n"
    for name, text in (
        ("outrider.toml", ""),
        ("requests/pay/folder.toml", folder),
        ("environments/dev.toml", environment),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = WorkspaceReader(tmp_path, trusted=True)
    chosen = SharedOptions(HttpVersion.AUTO)
    document = open_folder(tmp_path, "pay", trusted=True)
    update_folder(document, structs.replace(found.collection().folders["pay"], options=chosen))
    document.save()
    files = EnvironmentFiles.open(tmp_path, "dev", trusted=True)
    files.update(structs.replace(found.environment("dev"), options=chosen))
    files.save()
    told = '\n[options]\nhttp = "auto"\n'
    assert (tmp_path / "requests/pay/folder.toml").read_text() == folder + told
    assert (tmp_path / "environments/dev.toml").read_text() == environment + told
    again = WorkspaceReader(tmp_path, trusted=True)
    assert again.collection().folders["pay"].options == chosen
    assert again.environment("dev").options == chosen
