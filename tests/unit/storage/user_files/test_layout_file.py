"""The sizes of panes are remembered; whatever else is in their file is a warning."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import SaveError
from outrider.model.pane_sizes import USUAL_SIZES, Arrangement, PaneSizes
from outrider.storage.user_files.layout_file import layout_file, read_layout, remember_layout

SHARES = st.none() | st.integers(1, 9999).map(lambda value: value / 10_000)


def test_it_lies_in_the_state_folder(tmp_path: Path) -> None:
    process = {"XDG_STATE_HOME": str(tmp_path)}
    assert layout_file(process) == tmp_path / "outrider" / "layout.toml"


@given(st.builds(PaneSizes, SHARES, SHARES, SHARES, SHARES, st.sampled_from(Arrangement)))
def test_what_is_remembered_is_read(
    tmp_path_factory: pytest.TempPathFactory, sizes: PaneSizes
) -> None:
    path = tmp_path_factory.mktemp("state") / "below" / "layout.toml"
    remember_layout(path, sizes)
    assert read_layout(path) == (sizes, ())


def test_the_file_is_its_owner_s_and_reads_as_it_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "outrider" / "layout.toml"
    remember_layout(path, PaneSizes(sidebar=0.3, console=0.25, layout=Arrangement.BESIDE))
    assert path.read_text() == 'sidebar = 0.3000\nconsole = 0.2500\nlayout = "beside"\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_none_is_no_fault(tmp_path: Path) -> None:
    assert read_layout(tmp_path / "layout.toml") == (USUAL_SIZES, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sidebar = 0", "sidebar must be a number between 0 and 1."),
        ("sidebar = 1.0", "sidebar must be a number between 0 and 1."),
        ("sidebar = nan", "sidebar must be a number between 0 and 1."),
        ("sidebar = -inf", "sidebar must be a number between 0 and 1."),
        ("sidebar = true", "sidebar must be a number between 0 and 1."),
        ('sidebar = "0.3"', "sidebar must be a number between 0 and 1."),
        ("sidebar = [0.3]", "sidebar must be text, a number or a boolean, is an array."),
        ('layout = "wide"', 'layout must be "auto" or "stacked" or "beside".'),
        ("layout = 1", "layout must be text, is an integer."),
        ("side = 0.3", "Unknown key side: it is ignored."),
        ("sidebar = ", "TOML"),
        ("\x00", "TOML"),
    ],
)
def test_what_is_wrong_is_a_warning_and_the_rest_counts(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "layout.toml"
    path.write_text(f"{text}\nconsole = 0.2\n")
    sizes, faults = read_layout(path)
    assert len(faults) == 1
    if said == "TOML":
        assert sizes == USUAL_SIZES
    else:
        assert faults[0].what == said
        assert sizes == PaneSizes(console=0.2)


@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling", "not utf-8"])
def test_what_is_no_file_of_ours_is_a_warning_at_most(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "layout.toml"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "dangling":
            path.symlink_to(tmp_path / "nowhere")
        case "not utf-8":
            path.write_bytes(b"sidebar = 0.3 # \xff\n")
    sizes, faults = read_layout(path)
    assert sizes == USUAL_SIZES
    assert len(faults) == (kind != "dangling")


def test_a_refusal_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(SaveError):
        remember_layout(tmp_path / "state" / "layout.toml", USUAL_SIZES)
