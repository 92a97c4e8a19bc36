"""A reference is replaced where it is written, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.engine_lab import Lab

from outrider.engine.editing.reference_correction import (
    correct_in_file,
    correct_request,
    correct_text,
)
from outrider.errors import SourceLocation
from outrider.variables.reference_grammar import reference_spans

PIECES = st.lists(
    st.sampled_from(["{{ulr}}", "{{ ulr }}", "{{url}}", r"\{{ulr}}", "ulr", "{", "}"])
)


@given(PIECES)
def test_only_references_of_the_name_change(pieces: list[str]) -> None:
    written = "".join(pieces)
    corrected = correct_text(written, "ulr", "url")
    before = [span.name for span in reference_spans(written)]
    after = [span.name for span in reference_spans(corrected)]
    assert after == ["url" if name == "ulr" else name for name in before]
    if "ulr" not in before:
        assert corrected == written


def test_every_part_of_a_request_is_corrected_but_its_labels(tmp_path: Path) -> None:
    lab = Lab(tmp_path).write(
        {
            "outrider.toml": "",
            "requests/list.toml": """
name = "{{ulr}}"
description = "{{ulr}}"
url = "{{ulr}}/x"
headers = [{ name = "{{ulr}}", value = "{{ulr}}" }]
query = [{ name = "q", value = "a{{ulr}}" }]
[variables]
deep = "{{ulr}}"
[auth]
type = "bearer"
token = "{{ulr}}"
[body]
type = "json"
content = '{"a": "{{ulr}}"}'
""",
        }
    )
    request = lab.reader().find_request("list").request
    corrected = correct_request(request, "ulr", "url")
    assert (corrected.name, corrected.description) == ("{{ulr}}", "{{ulr}}")
    assert corrected.url == "{{url}}/x"
    assert (corrected.headers[0].name, corrected.headers[0].value) == ("{{url}}", "{{url}}")
    assert corrected.query_params[0].value == "a{{url}}"
    assert corrected.variables["deep"].value == "{{url}}"
    assert corrected.auth is not None
    assert corrected.auth.table["token"] == "{{url}}"
    assert "{{ulr}}" not in str(corrected.body)
    assert correct_request(request, "other", "url") == request


def test_in_a_file_the_value_at_the_place_is_corrected(tmp_path: Path) -> None:
    text = '# why\n[variables]\na = "{{ulr}}" # one\nb = "{{ulr}}"\n'
    (tmp_path / "outrider.toml").write_text(text)
    place = SourceLocation("outrider.toml", ("variables", "a"))
    correct_in_file(tmp_path, place, "ulr", "url", trusted=True)
    assert (tmp_path / "outrider.toml").read_text() == text.replace("{{ulr}}", "{{url}}", 1)


def test_a_place_that_is_not_there_means_the_file(tmp_path: Path) -> None:
    (tmp_path / "outrider.toml").write_text('[variables]\na = "{{ulr}}"\n')
    place = SourceLocation("outrider.toml", ("auth", "scope"))
    correct_in_file(tmp_path, place, "ulr", "url", trusted=True)
    assert "{{url}}" in (tmp_path / "outrider.toml").read_text()
