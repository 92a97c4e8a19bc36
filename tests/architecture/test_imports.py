"""What a fresh interpreter loads: a static graph cannot see what a dependency imports."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "tui").rglob("*.py")
    if path.name != "__main__.py"
)
SCREEN = ("tui.app", "tui.commands", "tui.screens", "tui.terminal", "tui.widgets")
# uvicorn loads click, and only the demo loads uvicorn.
HEADLESS = [name for name in MODULES if not name.startswith((*SCREEN, "tui.demo"))]


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_no_headless_module_loads_textual_rich_or_click() -> None:
    loaded = loaded_by("\n".join(f"import {name}" for name in HEADLESS))
    assert set(HEADLESS) <= loaded
    assert not {"textual", "rich", "click"} & loaded


def test_the_demo_loads_no_screen() -> None:
    loaded = loaded_by("\n".join(f"import {name}" for name in MODULES if "tui.demo" in name))
    assert not {"textual", "rich"} & loaded


def test_starting_the_program_loads_nothing_heavy() -> None:
    loaded = loaded_by("import tui.cli.main, tui.cli.arguments")
    assert not {"httpx", "asyncio", "tomllib", "ssl", "tomlkit", "json"} & loaded


def test_the_first_keys_wait_for_no_importer_dialog_or_field_of_many_lines() -> None:
    loaded = loaded_by("import tui.app, tui.screens.controls")
    late = ("tui.importers", "tui.exporters", "tui.transport", "httpx", "tomlkit", "pygments")
    assert not [name for name in loaded if name.startswith(late)]
    dialogs = {"dialog", "picker", "question", "text_prompt", "help_screen", "report"}
    assert not {f"tui.screens.{name}" for name in dialogs} & loaded
    assert not {"textual.widgets._text_area", "ctypes"} & loaded


def test_preparing_a_send_loads_neither_httpx_nor_tomlkit() -> None:
    loaded = loaded_by("import tui.cli.send_command")
    assert not {"httpx", "httpcore", "tomlkit", "cryptography", "joserfc"} & loaded


@pytest.mark.parametrize("room", ["model", "oauth", "auth", "variables", "exporters"])
def test_pure_rooms_load_no_input_or_output(room: str) -> None:
    names = [name for name in MODULES if name.startswith(f"tui.{room}")]
    loaded = loaded_by("\n".join(f"import {name}" for name in names))
    assert not {"asyncio", "socket", "httpx", "subprocess", "tomlkit"} & loaded
