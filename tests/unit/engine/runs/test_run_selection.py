"""Which requests a run sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.runs.run_selection import select_requests
from outrider.errors import DocumentError, UnknownName, UsageError


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    made = Lab(tmp_path.resolve())
    return made.write(
        {
            "outrider.toml": "",
            "requests/folder.toml": 'order = ["z", "a"]\n',
            "requests/z.toml": 'url = "x"\n',
            "requests/a/folder.toml": 'name = "Section A"\norder = ["2"]\n',
            "requests/a/1.toml": 'url = "x"\nname = "First"\n',
            "requests/a/2.toml": 'url = "x"\n',
            "requests/a/deep/3.toml": 'url = "x"\n',
            "requests/a.toml": 'url = "x"\nname = "A"\n',
            "requests/b/1.toml": 'url = "x"\n',
            "requests/empty/folder.toml": "",
        }
    )


def chosen(lab: Lab, *names: str) -> list[str]:
    found = select_requests(lab.reader().collection(), names)
    return [one.request.id for one in found.requests]


IN_A = ["a/2", "a/1", "a/deep/3"]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ((), ["z", *IN_A, "a", "b/1"]),
        ((".",), ["z", *IN_A, "a", "b/1"]),
        (("requests/",), ["z", *IN_A, "a", "b/1"]),
        (("a/",), IN_A),
        (("requests/a/",), IN_A),
        (("a.toml",), ["a"]),
        (("requests/a.toml",), ["a"]),
        (("a",), [*IN_A, "a"]),
        (("Section A",), IN_A),
        (("deep",), ["a/deep/3"]),
        (("First",), ["a/1"]),
        (("3",), ["a/deep/3"]),
        (("b", "./z"), ["z", "b/1"]),
        (("a/1", "a/1", "a/"), IN_A),
    ],
)
def test_names(lab: Lab, names: tuple[str, ...], ids: list[str]) -> None:
    assert chosen(lab, *names) == ids


@pytest.mark.parametrize("name", ["nothing", "1", "z/", "b.toml", "../a", ""])
def test_what_nothing_or_too_much_is_called(lab: Lab, name: str) -> None:
    if name == "":
        assert chosen(lab, name) == chosen(lab)
        return
    with pytest.raises(UnknownName):
        chosen(lab, name)


def test_a_folder_without_requests(lab: Lab, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='Folder "empty" has no requests'):
        chosen(lab, "empty")
    nothing = Lab(tmp_path / "new").write({"outrider.toml": ""})
    with pytest.raises(UsageError, match="The workspace has no requests"):
        chosen(nothing)


def test_a_broken_file_stops_what_needs_it_and_nothing_else(lab: Lab) -> None:
    lab.write({"requests/a/2.toml": "url = ", "requests/b/folder.toml": "order = 3"})
    for names in ((), ("a/",), ("a/2",), ("b",), ("b/1",)):
        with pytest.raises(DocumentError):
            chosen(lab, *names)
    assert chosen(lab, "z", "a/1", "a.toml") == ["z", "a/1", "a"]
    lab.write({"requests/folder.toml": "order = 3"})
    with pytest.raises(DocumentError):
        chosen(lab, "z")


def test_requests_have_their_folders_nearest_first(lab: Lab) -> None:
    found = select_requests(lab.reader().collection(), ["deep"])
    assert [one.id for one in found.requests[0].folders] == ["a/deep", "a", ""]
    assert found.title == "deep"
