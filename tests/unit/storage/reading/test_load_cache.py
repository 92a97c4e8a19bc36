from __future__ import annotations

import os
from pathlib import Path

from outrider.storage.reading.load_cache import LoadCache
from outrider.storage.reading.workspace_reader import WorkspaceReader

REQUEST = 'method = "GET"\nurl = "https://api.example.com/{}"\n'
SECOND = 1_000_000_000


class Shelf:
    """A workspace whose files are old, and a reader that counts how often one is read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "requests" / "a").mkdir(parents=True)
        (root / "outrider.toml").write_text("")
        for name in ("a/one", "a/two", "three"):
            self.write(name, REQUEST.format(name))
        self.remembered = LoadCache(clock=lambda: self.now)
        self.now = max(self.path(name).stat().st_ctime_ns for name in ("a/one", "three"))

    def path(self, name: str) -> Path:
        return self.root / "requests" / f"{name}.toml"

    def write(self, name: str, text: str) -> None:
        self.path(name).write_text(text)

    def urls(self) -> dict[str, str]:
        reader = WorkspaceReader(self.root, trusted=True)
        requests = reader.collection(self.remembered).requests
        return {name: one.url.rpartition("/")[2] for name, one in requests.items()}

    def count(self) -> int:
        return len(self.remembered._loaded)


def test_what_has_not_changed_is_the_same_and_what_has_is_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.now += 10 * SECOND
    assert shelf.urls() == {"a/one": "one", "a/two": "two", "three": "three"}
    known = dict(shelf.remembered._requests)
    shelf.write("three", REQUEST.format("four"))
    assert shelf.urls() == {"a/one": "one", "a/two": "two", "three": "four"}
    for name in ("a/one", "a/two"):
        assert shelf.remembered._requests[name][1] is known[name][1]


def test_a_file_that_has_only_just_changed_is_read_each_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.now += SECOND
    shelf.urls()
    assert shelf.count() == 0
    status = shelf.path("three").stat()
    shelf.write("three", REQUEST.format("other"))
    # As where the file system counts in seconds: nothing tells that it was written again.
    os.utime(shelf.path("three"), ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert shelf.urls()["three"] == "other"


def test_another_file_in_its_place_with_the_same_size_and_time_is_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.now += 10 * SECOND
    shelf.urls()
    assert shelf.count() == 3
    status = shelf.path("three").stat()
    other = tmp_path / "other"
    other.write_text(REQUEST.format("forty"))
    os.utime(other, ns=(status.st_mtime_ns, status.st_mtime_ns))
    other.replace(shelf.path("three"))
    assert shelf.urls()["three"] == "forty"


def test_what_is_gone_or_broken_is_told_again_each_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.write("broken", "method = 1\n")
    shelf.now += 10 * SECOND
    for _ in range(2):
        reader = WorkspaceReader(shelf.root, trusted=True)
        collection = reader.collection(shelf.remembered)
        assert set(collection.requests) == {"a/one", "a/two", "three"}
        assert [fault.place.file for fault in collection.faults if fault.place] == [
            "requests/broken.toml"
        ]
    shelf.path("three").unlink()
    assert set(shelf.urls()) == {"a/one", "a/two"}


def test_forgotten_files_are_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.now += 10 * SECOND
    shelf.urls()
    shelf.remembered.clear()
    assert shelf.count() == 0
    assert set(shelf.urls()) == {"a/one", "a/two", "three"}
