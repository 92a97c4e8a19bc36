from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from outrider.secret_providers import command_files
from outrider.secret_providers.command_files import named_content


def write(root: Path, file: str, text: str = "before") -> Path:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def changes(root: Path, words: Sequence[str], file: str) -> bool:
    before = named_content(words, root)
    write(root, file, "after")
    return named_content(words, root) != before


@pytest.mark.parametrize(
    ("line", "files"),
    [
        # By path, as an argument and behind an option.
        ("sh x.sh", "x.sh"),
        ("./run", "run"),
        ("make -fother.mk", "other.mk"),
        ("make --file=other.mk", "other.mk"),
        ("sops -d s.yaml", "s.yaml"),
        ("env -Cdeep sh y", "deep/y"),
        ("env PATH=./bin:/usr/bin tool", "bin/tool"),
        ("node -r ./hook -e 1", "hook.js"),
        ("node lib", "lib/index.js"),
        ("ruby -Ilib -rtool -e 1", "lib/tool.rb"),
        # In quoted code.
        ("sh -c '. ./x.sh && echo $T'", "x.sh"),
        ('bash -c "source lib/x"', "lib/x"),
        ("bash -c 'cd lib && . ./x'", "lib/x"),
        ("bash -c 'cd lib/a && . ../b/x'", "lib/a/z lib/b/x"),
        ("sh -c 'D=lib; . $D/x'", "lib/x"),
        ("sh -c 'sh<x.sh'", "x.sh"),
        ("sh -c 'eval \"$(cat x.sh)\"'", "x.sh"),
        ("sh -c '. \"./my lib/x.sh\"'", "my?lib/x.sh"),
        ("sh -c '. \"$PWD/x.sh\"'", "x.sh"),
        ("sh -c 'bash -c \". ./x.sh\"'", "x.sh"),
        ("env -S 'python tool.py'", "tool.py"),
        ("timeout 5 sh -c './a|./b'", "a b"),
        # What a pattern may mean.
        ("sh -c 'for f in parts/*.sh; do . $f; done'", "parts/a.sh parts/b.sh"),
        ("sh -c 'for f in *.sh; do . ./$f; done'", "a.sh b.sh"),
        ("sh -c 'cat lib/{a,b}.sh | sh'", "lib/a.sh"),
        # Modules of Python.
        ("python -m pkg.mod", "pkg/mod.py"),
        ("python3.11 -m pkg.mod", "pkg/mod.py pkg/deep/other.py"),
        ("python -m pkg", "pkg/__main__.py"),
        ("python -m tool", "tool.py"),
        ("python -c 'from pkg.tool import t; print(t())'", "pkg/tool.py"),
        ("sh -c 'PYTHONPATH=src python -m app.main'", "src/app/main.py"),
        ("python scripts/a.py", "scripts/a.py scripts/beside.py"),
        ("python -c 'import json'", "json.py"),
        # What runners read unasked.
        ("make secret", "Makefile"),
        ("make -C deep secret", "deep/makefile"),
        ("sh -c 'make secret'", "Makefile"),
        ("just secret", "justfile"),
        ("npm run secret", "package.json"),
        ("npm --prefix web run secret", "web/package.json"),
        ("./gradlew -q secret", "gradlew build.gradle"),
        ("docker compose run secret", "compose.yaml"),
    ],
)
def test_what_a_command_names_is_part_of_it(tmp_path: Path, line: str, files: str) -> None:
    names = [name.replace("?", " ") for name in files.split()]
    for name in names:
        write(tmp_path, name)
    assert changes(tmp_path, shlex.split(line), names[-1])


def test_what_comes_first_when_it_is_there_is_part_of_a_command(tmp_path: Path) -> None:
    write(tmp_path, "Makefile")
    assert changes(tmp_path, ["make", "secret"], "GNUmakefile")


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("op read op://vault/item", "notes.txt"),
        ("make secret", "README.md"),
        ("make -C . secret", "notes.txt"),
        ("cat key.txt", "key.txt"),
        ("/usr/bin/gpg -d key.gpg", "key.gpg"),
        ("sh -c 'login > token.txt; cat token.txt'", "token.txt"),
        ("python -c 'import requests'", "requests/get.toml"),
        ("sh -c 'cd requests && pass show x'", "requests/get.toml"),
        ("python -m pkg", "pkg/notes.txt.swp/../../elsewhere/notes.txt"),
    ],
)
def test_what_a_command_does_not_run_may_change(tmp_path: Path, line: str, file: str) -> None:
    write(tmp_path, file)
    assert not changes(tmp_path, shlex.split(line), file)


def test_a_program_of_the_workspace_is_not_taken_for_one_that_only_reads(tmp_path: Path) -> None:
    write(tmp_path, "cat")
    write(tmp_path, "plan")
    assert changes(tmp_path, ["./cat", "plan"], "plan")


def test_what_python_compiled_is_no_change_unless_it_runs_whatever_the_source_says(
    tmp_path: Path,
) -> None:
    write(tmp_path, "pkg/mod.py")
    words = ["python", "-m", "pkg.mod"]
    before = named_content(words, tmp_path)
    compiled = write(tmp_path, "pkg/__pycache__/mod.cpython-311.pyc")
    compiled.write_bytes(b"\xa7\r\r\n" + bytes(4) + b"anything")
    assert named_content(words, tmp_path) == before
    compiled.write_bytes(b"\xa7\r\r\n\1\0\0\0" + b"anything")
    assert named_content(words, tmp_path) != before


def test_a_link_in_the_way_is_part_of_a_command(tmp_path: Path) -> None:
    root = tmp_path / "w"
    for name in ("one", "two"):
        write(tmp_path, f"{name}/x.sh")
    root.mkdir()
    for link, words in (("lib", ["sh", "lib/x.sh"]), ("run", ["sh", "-c", ". ./run"])):
        target = "../{}" if link == "lib" else "../{}/x.sh"
        (root / link).symlink_to(target.format("one"))
        before = named_content(words, root)
        (root / link).unlink()
        (root / link).symlink_to(target.format("two"))
        assert named_content(words, root) != before


def test_a_workspace_that_is_reached_by_a_link_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, "real/x.sh")
    (tmp_path / "link").symlink_to("real")
    by_link = tmp_path / "link"
    for root in (tmp_path / "real", by_link):
        assert changes(root, ["sh", str(by_link / "x.sh")], "x.sh")
        write(root, "x.sh")
    words = ["sh", "x.sh"]
    assert named_content(words, tmp_path / "real") == named_content(words, by_link)


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for words in ([], [""], ["sh", "pipe", "~nobody-here/x", "a\0b", "'", "x" * 5000, "..", "/"]):
        assert named_content(words, tmp_path) == ""
    assert named_content(["sh", "loop"], tmp_path) != ""


def test_of_a_large_folder_sizes_and_times_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_files, "MOST_FILES", 3)
    for index in range(6):
        write(tmp_path, f"lib/{index}.sh")
    assert changes(tmp_path, ["sh", "-c", "cd lib; . ./0.sh"], "lib/5.sh")
