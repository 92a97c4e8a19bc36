"""The wheel, built and installed elsewhere, is the whole program."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.shell import ROOT, Said

from outrider import __version__

pytestmark = pytest.mark.slow
SHIPPED = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "docs",
    "tui",
    "themes",
    "sample_envs",
)
OVERLAY = "environments/dev.local.toml"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy in which somebody has worked: with an overlay, and what tools leave."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "checkout"
    source.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name)
        else:
            shutil.copy(ROOT / name, source / name)
    (source / "sample_envs" / OVERLAY).write_text('[secrets]\nclient_secret = "of-a-person"\n')
    (source / "sample_envs" / ".env").write_text("A=of-a-person\n")
    (source / "sample_envs" / "environments" / "dev.toml~").write_text("of-a-person\n")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps"]
    done = subprocess.run(
        [*pip, "--wheel-dir", str(folder / "out"), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = (folder / "out").glob("*.whl")
    return built


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


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel in it, far from the checkout."""

    bin: Path
    home: Path

    def run(self, *words: str, program: str = "outrider") -> Said:
        done = subprocess.run(
            [str(self.bin / program), *words],
            cwd=self.home,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home)},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # What it depends on is there already; a path in such a file brings no further such files in.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (folder / "home").mkdir()
    return Installed(python.parent, folder / "home")


def test_the_program_is_the_installed_one(installed: Installed) -> None:
    where = installed.run("-c", "import outrider; print(outrider.__file__)", program="python").text
    assert where.startswith(str(installed.bin.parent / "lib"))
    assert installed.run("--version").text == f"outrider {__version__}\n"


def test_it_makes_a_workspace(installed: Installed) -> None:
    assert installed.run("init", "an-api").status == 0
    assert installed.run("check", "--workspace", "an-api").status == 0


def test_the_demo_shows_the_token_fetched_reused_refused_and_guarded(
    installed: Installed,
) -> None:
    said = installed.run("demo", "--headless", "--tour")
    assert said.status == 0, said.text + said.err
    for words in ("no token yet", "cached, ", "invalid_client", "--yes", '"orders"'):
        assert words in said.text
    assert not list(Path("/tmp").glob(f"outrider-demo-*/{installed.home.name}"))
