"""wget's options as a request, and what is told of the others."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.workspace import FormBody


def read(text: str, name: str = "x.sh") -> ImportResult:
    return read_sources([ImportSource(name, text)])


KNOWN = (
    "wget https://h.example/x",
    "$ wget -qO- h.example",
    "FOO=1 /usr/bin/wget --header='A: b' \\\n  h.example",
    "# fetch it\ncd /tmp && wget h.example/x",
)
OTHERS = ('{"a": "wget https://h.example/x"}', "wget")


@each_case(KNOWN)
def test_a_command_is_recognised(text: str) -> None:
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "wget"


@each_case(OTHERS)
def test_what_only_names_it_is_not(text: str) -> None:
    assert find_importer(text) is None


def test_credentials_are_sent_at_once_and_that_is_said() -> None:
    imported = read("wget --user=me --password=hush-hush https://h.example/x")
    [request] = imported.requests
    assert request.auth is not None
    assert dict(request.auth.table) == {
        "type": "basic",
        "username": "me",
        "password": "{{me_password}}",
    }
    assert imported.secrets["me_password"].reveal() == "hush-hush"
    assert "wget sends them only after status 401." in imported.remarks[0].why


def test_a_form_is_what_data_is_without_a_type() -> None:
    [request] = read("wget --post-data 'a=1&b=x+y' h.example").requests
    assert isinstance(request.body, FormBody)
    assert [(row.name, row.value) for row in request.body.fields] == [("a", "1"), ("b", "x y")]


TOLD = (
    ("-r", "--recursive was not imported."),
    ("--tries=3", "--tries=3 was not imported."),
    ("--no-such", "Unknown or ambiguous wget option --no-such."),
    ("--load-cookies c.txt", "--load-cookies=c.txt was not imported."),
    ("-e robots=off", "-e robots=off was not imported."),
    ("--header=x", "A header without a colon was not imported: wget refuses it."),
    ("--max-redirect=3", "--max-redirect=3 was not imported."),
    ("--timeout=0", "--timeout 0 (no limit) was not imported: a request has a timeout."),
    ("-nv -O x", "Output options were ignored: --output-document, -nv."),
    ("-i urls.txt", "--input-file=urls.txt was not imported."),
)


@each_case(TOLD)
def test_what_has_no_place_is_told(case: tuple[str, str]) -> None:
    options, told = case
    imported = read(f"wget {options} https://h.example/x")
    assert [one.url for one in imported.requests] == ["https://h.example/x"]
    assert told in [one.what for one in imported.remarks]


def test_a_word_that_only_a_shell_knows_is_where_it_goes_to() -> None:
    [request] = read("wget -q $URL").requests
    assert request.url == "{{$env.URL}}"


def test_a_password_is_never_told() -> None:
    imported = read("wget --ftp-password=hush-hush --proxy-password=hush-hush h.example")
    assert "hush-hush" not in repr(imported.remarks)


OLD_AND_NEW = (
    ("--http-user=me --http-passwd=hush", "--http-user=me --http-password=hush"),
    ("--http-user me --http-passwd hush", "--http-user=me --http-password=hush"),
    ("-e http_proxy=p.example --proxy-user=me --proxy-passwd=hush",
     "-e http_proxy=p.example --proxy-user=me --proxy-password=hush"),
    ("--html-extension --dot-style=mega --htmlify", "--adjust-extension --progress=dot --quiet"),
)  # fmt: skip


@each_case(OLD_AND_NEW)
def test_an_old_name_of_an_option_is_read_as_the_new_one(case: tuple[str, str]) -> None:
    old, new = (read(f"wget {options} http://h.example/x") for options in case)
    assert (old.requests, old.environments) == (new.requests, new.environments)
    kept = [[one.what.partition(":")[0] for one in each.remarks] for each in (old, new)]
    assert kept[0] == kept[1]
