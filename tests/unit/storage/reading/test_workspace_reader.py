from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outrider.errors import DocumentError, Severity, UnknownName, UsageError
from outrider.model.workspace import FormBody, MultipartBody, TextBody
from outrider.storage.reading.workspace_discovery import find_workspace
from outrider.storage.reading.workspace_reader import WorkspaceReader

STAGING = """
name = "Staging"
color = "warning"
[variables]
base_url = "https://api.staging.example.com"
[secrets]
client_secret = { env = "STAGING_CLIENT_SECRET" }
other = "hunter2-literal"
op = { command = ["op", "read", "x"] }
[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
client_secret = "{{client_secret}}"
[auth.default.token_parameters]
resource = ["https://a.example.com", "https://b.example.com"]
[auth.billing]
extends = "default"
unset = ["hosts"]
[tls]
ca_bundle = "certs/ca.pem"
[proxy]
url = "http://127.0.0.1:8080"
"""

REQUEST = """
name = "List orders"
method = "GET"
url = "{{base_url}}/customers/:customer/orders"
query = [{ name = "status", value = "open" }, { name = "debug", value = 1, enabled = false }]
path = { customer = 42 }
[auth]
use = "billing"
[variables]
note = "hello"
[options]
timeout = 30
max_body = "50MB"
[body]
type = "json"
content = '''{"note": "{{note}}"}'''
"""


def write(root: Path, files: dict[str, str]) -> WorkspaceReader:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if name.endswith(".local.toml"):
            path.chmod(0o600)
    return WorkspaceReader(root, trusted=True)


@pytest.fixture
def reader(tmp_path: Path) -> WorkspaceReader:
    return write(
        tmp_path,
        {
            "outrider.toml": 'name = "Orders"\ndefault_environment = "staging"\n',
            "environments/staging.toml": STAGING,
            "environments/eu/staging.toml": "",
            "requests/folder.toml": 'order = ["list-orders", "billing"]\n[variables]\nsize = 20\n',
            "requests/list-orders.toml": REQUEST,
            "requests/another.toml": "",
            "requests/billing/create.toml": 'method = "POST"\nname = "Create"\n',
        },
    )


def test_a_workspace_is_found_from_a_folder_deep_inside_it(reader: WorkspaceReader) -> None:
    assert find_workspace(reader.root / "requests" / "billing") == reader.root


def test_a_folder_with_environments_is_a_workspace_without_a_marker(tmp_path: Path) -> None:
    (tmp_path / "w" / "environments").mkdir(parents=True)
    (tmp_path / "w" / "deep").mkdir()
    assert find_workspace(tmp_path / "w" / "deep") == tmp_path / "w"


def test_settings_are_read(reader: WorkspaceReader) -> None:
    settings = reader.settings()
    assert (settings.name, settings.default_environment) == ("Orders", "staging")


def test_an_environment_is_read_with_all_its_parts(reader: WorkspaceReader) -> None:
    environment = reader.environment("staging")
    assert environment.name == "Staging"
    assert environment.variables["base_url"].value == "https://api.staging.example.com"
    assert environment.secrets["client_secret"].options == {"env": "STAGING_CLIENT_SECRET"}
    assert environment.secrets["op"].options["command"] == ("op", "read", "x")
    assert environment.auths["billing"].table["extends"] == "default"
    assert environment.tls.ca_bundle == "certs/ca.pem"
    assert environment.proxy == "http://127.0.0.1:8080"
    assert reader.faults == ()


def test_a_literal_secret_is_wrapped_and_never_printed(reader: WorkspaceReader) -> None:
    environment = reader.environment("staging")
    literal = environment.secrets["other"]
    assert literal.provider == "literal"
    assert literal.options["value"].reveal() == "hunter2-literal"
    assert "hunter2" not in repr(environment) + repr(dict(literal.options))


def test_environments_are_listed_by_their_path(reader: WorkspaceReader) -> None:
    assert reader.environment_ids() == ("eu/staging", "staging")


def test_a_request_comes_with_its_folders_nearest_first(reader: WorkspaceReader) -> None:
    found = reader.request("billing/create")
    assert [folder.id for folder in found.folders] == ["billing", ""]
    assert [folder.exists for folder in found.folders] == [False, True]
    assert found.request.method == "POST"


def test_a_request_is_read_with_rows_path_options_and_body(reader: WorkspaceReader) -> None:
    request = reader.request("list-orders").request
    assert [(row.name, row.value, row.enabled) for row in request.query_params] == [
        ("status", "open", True),
        ("debug", "1", False),
    ]
    assert request.path_params == {"customer": "42"}
    assert (request.options.timeout, request.options.max_body) == (30.0, 50_000_000)
    assert request.auth is not None
    assert request.auth.table == {"use": "billing"}
    assert request.body == TextBody("json", '{"note": "{{note}}"}')


def test_the_tree_shows_the_folders_order_first_and_then_the_rest(reader: WorkspaceReader) -> None:
    collection = reader.collection()
    assert list(collection.requests) == ["list-orders", "billing/create", "another"]
    assert list(collection.folders) == ["", "billing"]


def test_a_name_that_does_not_exist_lists_the_known_ones(reader: WorkspaceReader) -> None:
    with pytest.raises(UnknownName) as caught:
        reader.environment("stagin")
    assert 'Did you mean "staging"?' in caught.value.advice
    assert "eu/staging" in caught.value.advice
    with pytest.raises(UnknownName):
        reader.request("folder")
    with pytest.raises(UnknownName):
        reader.request("list-orders/x")


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a\0b", "a\\b", "", "a//b", "x" * 300])
def test_a_name_that_could_leave_the_workspace_is_refused(
    reader: WorkspaceReader, name: str
) -> None:
    for ask in (reader.environment, reader.request):
        with pytest.raises(UsageError) as caught:
            ask(name)
        assert caught.value.code == "invalid_name"


def test_a_request_is_found_by_path_file_or_unique_label(reader: WorkspaceReader) -> None:
    for name in ("list-orders", "requests/list-orders.toml", "List orders"):
        assert reader.find_request(name).request.id == "list-orders"
    assert reader.find_request("Create").request.id == "billing/create"
    write(reader.root, {"requests/billing/nameless.toml": ""})
    assert reader.find_request("nameless").request.id == "billing/nameless"


def test_a_request_is_found_by_the_last_part_of_its_path(reader: WorkspaceReader) -> None:
    for name in ("create-invoice", "create-invoice.toml"):
        write(reader.root, {"requests/billing/create-invoice.toml": 'name = "Something else"'})
        assert reader.find_request(name).request.id == "billing/create-invoice"
    write(reader.root, {"requests/other/create-invoice.toml": ""})
    write(reader.root, {"requests/labelled.toml": 'name = "create-invoice"'})
    with pytest.raises(UnknownName) as caught:
        reader.find_request("create-invoice")
    assert caught.value.what == '3 requests have the name "create-invoice".'
    assert "billing/create-invoice, labelled, other/create-invoice" in caught.value.advice
    # A path of its own wins over the last part of another.
    write(reader.root, {"requests/create-invoice.toml": ""})
    assert reader.find_request("create-invoice").request.id == "create-invoice"


def test_an_ambiguous_label_lists_the_candidates(reader: WorkspaceReader) -> None:
    write(reader.root, {"requests/second.toml": 'name = "Create"'})
    with pytest.raises(UnknownName) as caught:
        reader.find_request("Create")
    assert "billing/create, second" in caught.value.advice
    assert [fault.code for fault in reader.collection().faults] == ["same_label"]


def test_names_that_differ_only_by_case_or_form_are_errors(reader: WorkspaceReader) -> None:
    write(
        reader.root,
        {
            "requests/Another.toml": "",
            "environments/STAGING.toml": "",
            "requests/caf\u00e9.toml": "",
            "requests/cafe\u0301.toml": "",
        },
    )
    faults = reader.collection().faults
    assert len(faults) == 3
    assert all(fault.severity is Severity.ERROR for fault in faults)
    assert "environments/STAGING.toml and environments/staging.toml" in faults[0].what


def test_one_bad_file_does_not_hide_the_others(reader: WorkspaceReader) -> None:
    write(reader.root, {"requests/bad.toml": "url = 5\nbody = 1\n[", "requests/good.toml": ""})
    collection = reader.collection()
    assert "good" in collection.requests
    assert "bad" not in collection.requests
    assert [fault.place.file for fault in collection.faults if fault.place] == ["requests/bad.toml"]


def test_a_broken_folder_file_stops_a_request_below_it(reader: WorkspaceReader) -> None:
    write(reader.root, {"requests/billing/folder.toml": "headers = 5"})
    with pytest.raises(DocumentError, match=r"headers must be an array, is an integer"):
        reader.request("billing/create")
    assert reader.request("list-orders").request.name == "List orders"
    assert "billing/create" in reader.collection().requests


def test_reading_one_request_opens_no_other_file(reader: WorkspaceReader) -> None:
    write(reader.root, {"requests/bad.toml": "[", "environments/bad.toml": "["})
    reader.request("list-orders")
    assert reader.faults == ()


BODIES: list[tuple[str, Callable[[object], bool]]] = [
    ('type = "xml"\nfile = "a.xml"', lambda b: b == TextBody("xml", None, "a.xml")),
    (
        'type = "form"\nfields = [{ name = "a", value = true }]',
        lambda b: isinstance(b, FormBody) and b.fields[0].value == "true",
    ),
    (
        'type = "multipart"\nparts = [{ name = "d", file = "a.pdf" }, { name = "x", value = 1.5 }]',
        lambda b: isinstance(b, MultipartBody) and b.parts[1].value == "1.5",
    ),
]


@pytest.mark.parametrize(("text", "holds"), BODIES)
def test_bodies_are_read(tmp_path: Path, text: str, holds: Callable[[object], bool]) -> None:
    reader = write(tmp_path, {"requests/x.toml": f"[body]\n{text}\n"})
    assert holds(reader.request("x").request.body)


def test_an_unknown_name_in_order_is_a_warning_with_its_line(reader: WorkspaceReader) -> None:
    write(
        reader.root, {"requests/billing/folder.toml": '# c\norder = [\n  "create",\n  "gone",\n]'}
    )
    (fault,) = reader.collection().faults
    assert fault.severity is Severity.WARNING
    assert str(fault.place) == "requests/billing/folder.toml:4: order[2]"
