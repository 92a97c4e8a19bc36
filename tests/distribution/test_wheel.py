"""The wheel carries the program, nothing of a person's, and a page that leads somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from tests.distribution.installations import TOOLS, built
from tests.shell import ROOT

from outrider import __version__

SHIPPED = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "docs",
    "packaging",
    "tui",
    "themes",
    "sample_envs",
)
ADDRESS = "https://code.example.com/makers/outrider"
OVERLAY = "environments/dev.local.toml"


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Builds a wheel as `make dist` does."""
    words = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    return subprocess.run(
        [TOOLS / "python", *words], capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which somebody has worked: with an overlay, and what tools leave."""
    source = tmp_path_factory.mktemp("wheel") / "checkout"
    source.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name)
        else:
            shutil.copy(ROOT / name, source / name)
    (source / "sample_envs" / OVERLAY).write_text('[secrets]\nclient_secret = "of-a-person"\n')
    (source / "sample_envs" / ".env").write_text("A=of-a-person\n")
    (source / "sample_envs" / "environments" / "dev.toml~").write_text("of-a-person\n")
    with_repository(source, ADDRESS)
    return source


def with_repository(source: Path, address: str) -> None:
    """Fills in the one line that holds it."""
    path = source / "pyproject.toml"
    text, count = re.subn('(?m)^repository = ".*"$', f'repository = "{address}"', path.read_text())
    assert count == 1
    path.write_text(text)


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    done = build(checkout, checkout.parent / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = (checkout.parent / "out").glob("*.whl")
    return found


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_the_wheel_carries_what_is_shipped_and_nothing_of_a_persons(wheel: Path) -> None:
    assert wheel.name == f"outrider-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        texts = b"".join(archive.read(name) for name in names)
    for folder in ("themes", "sample_envs"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not path.name.endswith(".local.toml"):
                shipped = f"outrider/_data/{path.relative_to(ROOT).as_posix()}"
                assert shipped in names
    assert not [name for name in names if ".local." in name or "__pycache__" in name]
    data = f"outrider-{__version__}.data"
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"outrider", data}
    assert sorted(name for name in names if name.startswith(data)) == [
        f"{data}/data/share/man/man1/outrider.1",
        f"{data}/data/share/man/man5/outrider-files.5",
    ]
    assert b"of-a-person" not in texts
    assert not [name for name in names if name.startswith("tests")]


def test_the_page_leads_to_the_files_of_its_release(wheel: Path) -> None:
    told = metadata(wheel)
    page = told.get_payload()
    assert isinstance(page, str)
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", page)
    links = re.findall(r"(?<!!)\[[^]]*\]\(([^)#][^)]*)\)", page)
    assert pictures
    assert {*pictures, *links} == {one for one in (*pictures, *links) if re.match("https?://", one)}
    for target in pictures:
        at, _, path = target.partition(f"/raw/v{__version__}/")
        assert at == ADDRESS
        assert (ROOT / path).is_file()
    assert "](#" in page or "](#" not in (ROOT / "README.md").read_text()
    assert f"Repository, {ADDRESS}" in told.get_all("Project-URL", [])


def test_without_an_address_the_page_has_no_broken_links() -> None:
    """As the packages of this checkout are until the address is filled in."""
    told = metadata(built("*.whl"))
    page = told.get_payload()
    assert isinstance(page, str)
    assert told["Author"] == "The Outrider authors"
    assert told["Author-email"] is None
    relative = re.findall(r"\]\((?!https?://|#)[^)]*\)", re.sub(r"(?ms)^```.*?^```$", "", page))
    assert not relative


def test_an_address_of_another_form_builds_nothing(checkout: Path, tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    shutil.copytree(checkout, copy)
    with_repository(copy, "git@code.example.com:makers/outrider")
    done = build(copy, tmp_path / "out")
    assert done.returncode != 0
    assert "repository must be https://HOST/OWNER/NAME" in done.stdout + done.stderr


def test_the_same_commit_makes_the_same_files(
    checkout: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(("one", "two")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        monkeypatch.setenv("PYTHONHASHSEED", str(number))
        assert build(checkout, tmp_path / name).returncode == 0
    one, two = ((tmp_path / name / wheel.name).read_bytes() for name in ("one", "two"))
    assert one == two
