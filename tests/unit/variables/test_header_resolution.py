from __future__ import annotations

from collections.abc import Mapping

import pytest

from outrider.errors import Severity, SourceLocation
from outrider.model.secret import MASK, Secret, masked, reveal
from outrider.model.workspace import (
    Folder,
    NameValueRow,
    Request,
    RequestWithFolders,
    SecretRef,
    Variable,
)
from outrider.variables.header_resolution import effective_headers, resolve_headers
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

CANARY = "CANARY-7f3a"


def in_place(*levels: tuple[NameValueRow, ...]) -> RequestWithFolders:
    """The request's rows, then those of each folder, nearest first."""
    folders = tuple(
        Folder(f"f{n}", "F", f"requests/f{n}/folder.toml", headers=rows)
        for n, rows in enumerate(levels[1:])
    )
    return RequestWithFolders(Request("a", "A", "requests/a.toml", headers=levels[0]), folders)


def resolver(
    variables: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
) -> Resolver:
    layer = {
        name: Variable(value, SourceLocation("e")) for name, value in (variables or {}).items()
    }
    refs = {name: SecretRef(name, "prompt", {}, SourceLocation("e")) for name in secrets or {}}
    opened = {name: Secret(value) for name, value in (secrets or {}).items()}
    return Resolver(VariableScope({}, (layer,), refs), RuntimeValues(opened))


def pairs(request: RequestWithFolders) -> list[tuple[str, str]]:
    return [(header.row.name, header.row.value) for header in effective_headers(request)]


def test_the_nearest_file_wins_for_each_name_whatever_its_case() -> None:
    request = in_place(
        (NameValueRow("accept", "request"), NameValueRow("ACCEPT", "again")),
        (NameValueRow("Accept", "near"), NameValueRow("X-Near", "near")),
        (
            NameValueRow("X-NEAR", "far"),
            NameValueRow("X-Far", "far"),
            NameValueRow("Accept", "far"),
        ),
    )
    assert pairs(request) == [
        ("X-Far", "far"),
        ("X-Near", "near"),
        ("accept", "request"),
        ("ACCEPT", "again"),
    ]


def test_a_disabled_row_removes_what_is_inherited_and_is_not_resolved() -> None:
    request = in_place(
        (
            NameValueRow("x-client", "{{unknown}}", enabled=False),
            NameValueRow("A", "1"),
            NameValueRow("A", "1"),
        ),
        (NameValueRow("X-Client", "folder"), NameValueRow("B", "2", enabled=False)),
        (NameValueRow("B", "outer"), NameValueRow("C", "3")),
    )
    assert pairs(request) == [("C", "3"), ("A", "1"), ("A", "1")]
    of = resolver()
    resolve_headers(request, of)
    assert of.faults == []


def test_places_name_the_file_and_the_row() -> None:
    request = in_place((), (NameValueRow("A", "1"), NameValueRow("B", "{{unknown}}")))
    of = resolver()
    resolve_headers(request, of)
    assert str(of.faults[0].place) == "requests/f0/folder.toml: headers[2].value"


def test_names_and_values_are_resolved() -> None:
    of = resolver({"n": "X-Name", "v": "a\tb"}, {"k": CANARY})
    lines = resolve_headers(
        in_place((NameValueRow("{{n}}", "{{v}}"), NameValueRow("X-Key", "Key {{k}}"))), of
    )
    assert [(line.name, reveal(line.value)) for line in lines] == [
        ("X-Name", "a\tb"),
        ("X-Key", f"Key {CANARY}"),
    ]
    assert masked(lines[1].value) == f"Key {MASK}"
    assert of.faults == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (f"{CANARY}\r\nX-Evil: 1", "forbidden_character"),
        (f"{CANARY}\n", "forbidden_character"),
        (f"{CANARY}\x00", "forbidden_character"),
        (f"{CANARY}\x1b[2J", "forbidden_character"),
        (f"{CANARY}\u202e", "forbidden_character"),
        (f"{CANARY}\u2066", "forbidden_character"),
        (f"{CANARY}\ud800", "forbidden_character"),
        (f"{CANARY}é", "not_ascii"),
        (f"{CANARY}🚀", "not_ascii"),
    ],
)
def test_what_a_header_cannot_carry_is_refused_naming_the_variable_and_not_its_value(
    value: str, code: str
) -> None:
    of = resolver({"v": value})
    assert resolve_headers(in_place((NameValueRow("X-A", "{{v}}"),)), of) == ()
    assert [fault.code for fault in of.faults] == [code]
    assert 'The value of "v" ' in of.faults[0].what
    assert CANARY not in repr(of.faults)
    of = resolver()
    assert resolve_headers(in_place((NameValueRow("X-A", value),)), of) == ()
    assert [fault.code for fault in of.faults] == [code]
    assert 'Header "X-A" ' in of.faults[0].what


@pytest.mark.parametrize("value", [f" {CANARY}", f"{CANARY}\t", f"\t {CANARY} \t", "\t", " "])
def test_blanks_around_a_value_are_trimmed_with_a_warning(value: str) -> None:
    for of, written, subject in (
        (resolver({"v": value}), "{{v}}", 'The value of "v" '),
        (resolver(), value, 'Header "X-A" '),
    ):
        (line,) = resolve_headers(in_place((NameValueRow("X-A", written),)), of)
        assert line.value == value.strip()
        assert [(one.code, one.severity) for one in of.faults] == [("blank_edge", Severity.WARNING)]
        assert subject in of.faults[0].what
        assert CANARY not in repr(of.faults)


def test_what_is_trimmed_of_a_secret_text_stays_masked() -> None:
    of = resolver({"v": "\t"}, {"k": CANARY})
    (line,) = resolve_headers(in_place((NameValueRow("X-A", " Key {{k}}{{v}}"),)), of)
    assert (reveal(line.value), masked(line.value)) == (f"Key {CANARY}", f"Key {MASK}")


def test_blanks_inside_of_a_header_are_no_fault_and_an_empty_one_is_none() -> None:
    of = resolver({"v": " b "})
    lines = resolve_headers(in_place((NameValueRow("X-A", "a{{v}}c"), NameValueRow("X-B", ""))), of)
    assert [line.value for line in lines] == ["a b c", ""]
    assert of.faults == []


def test_a_blank_left_by_an_empty_variable_is_told_with_its_name() -> None:
    of = resolver({"v": ""})
    resolve_headers(in_place((NameValueRow("X-A", "Bearer {{v}}"),)), of)
    assert "v is empty" in of.faults[0].why


@pytest.mark.parametrize("name", ["", "X A", "X:", "Ä", "{{v}}", "{{k}}", "a\nb"])
def test_a_name_must_be_one_word_and_no_secret(name: str) -> None:
    of = resolver({"v": "x\r\ny"}, {"k": "X-Key"})
    assert resolve_headers(in_place((NameValueRow(name, "1"),)), of) == ()
    assert [fault.code for fault in of.faults] == ["header_name"]


def test_an_empty_row_is_passed_over() -> None:
    of = resolver()
    assert resolve_headers(in_place((NameValueRow("", ""),)), of) == ()
    assert of.faults == []
