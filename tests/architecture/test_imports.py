"""What a fresh interpreter loads: a static graph cannot see what a dependency imports."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "tui").with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "tui" / "outrider").rglob("*.py")
    if path.name != "__main__.py"
)
ROOMS = "app workbench dialogs keymap widgets toolkit terminal textual_internals"
SCREEN = tuple(f"outrider.{room}" for room in ROOMS.split())
# uvicorn loads click, and only the demo loads uvicorn.
HEADLESS = [name for name in MODULES if not name.startswith((*SCREEN, "outrider.demo"))]


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
    loaded = loaded_by("\n".join(f"import {name}" for name in MODULES if "outrider.demo" in name))
    assert not {"textual", "rich"} & loaded


def test_starting_the_program_loads_nothing_heavy() -> None:
    loaded = loaded_by("import outrider.cli.main, outrider.cli.arguments.command_line")
    assert not {"httpx", "asyncio", "tomllib", "ssl", "tomlkit", "json"} & loaded


def test_the_first_keys_wait_for_no_importer_dialog_or_field_of_many_lines() -> None:
    loaded = loaded_by("import outrider.app, outrider.workbench.controllers")
    late = (
        "outrider.importers",
        "outrider.exporters",
        "outrider.transport",
        "httpx",
        "tomlkit",
        "pygments",
    )
    assert not [name for name in loaded if name.startswith(late)]
    dialogs = {name for name in MODULES if name.startswith("outrider.dialogs.")}
    assert {"outrider.dialogs.dialog", "outrider.dialogs.picker"} <= dialogs
    assert dialogs & loaded == {"outrider.dialogs.picker_item"}
    assert not {"textual.widgets._text_area", "ctypes"} & loaded


def test_preparing_a_send_loads_neither_httpx_nor_tomlkit() -> None:
    loaded = loaded_by("import outrider.cli.commands.send_command")
    assert not {"httpx", "httpcore", "tomlkit", "cryptography", "joserfc"} & loaded


def test_preparing_a_send_loads_no_member_of_a_registry_before_it_is_asked_for() -> None:
    loaded = loaded_by("import outrider.cli.commands.send_command, outrider.engine.send.sender")
    for room in ("oauth.grants", "oauth.client_auth", "auth.schemes", "exporters"):
        members = {
            name
            for name in loaded
            if name.startswith(f"outrider.{room}.") and "summary = " in source_of(name)
        }
        assert not members
    assert "outrider.secret_providers.keyring" not in loaded


def test_a_send_loads_nothing_of_what_few_requests_need() -> None:
    """Once over plain http, with a token: what it has loaded by its end."""
    code = """
import os, sys, tempfile
folder = tempfile.mkdtemp()
os.environ.update(HOME=folder, XDG_STATE_HOME=folder, XDG_CONFIG_HOME=folder)
for name, text in {
    "outrider.toml": "",
    "environments/dev.toml": '[auth.default]\\ntype = "bearer"\\ntoken = "of-the-test"\\n',
    "requests/a.toml": 'url = "http://127.0.0.1:9/x?status=open"\\n',
}.items():
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
from outrider.lean_msgspec import load_msgspec
load_msgspec()
from outrider.cli.main import main
assert main(["send", "a", "--workspace", folder, "--trust"]) == 5
"""
    loaded = loaded_by(code.replace("\\\\n", "\\n"))
    assert "outrider.transport.transport" in loaded
    few = (
        *("outrider.body_views", "outrider.comparison", "outrider.importers"),
        *("outrider.engine.filters", "outrider.engine.history", "outrider.engine.runs"),
        *("outrider.engine.expectations.response_checker", "outrider.engine.web_browser"),
        *("outrider.engine.cookies.environment_jars", "outrider.transport.redirects"),
        *("outrider.credential_shapes.script_search", "outrider.credential_shapes.document_search"),
        *("outrider.transport.http2_connection", "outrider.storage.user_files.history_folder"),
        *("anyio", "typing_extensions", "platform", "stringprep", "h2", "tomlkit", "email.message"),
    )
    assert not [name for name in loaded if name.startswith(few)]


def source_of(module: str) -> str:
    path = ROOT / "tui" / Path(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")


@pytest.mark.parametrize("room", ["model", "oauth", "auth", "variables", "exporters"])
def test_pure_rooms_load_no_input_or_output(room: str) -> None:
    names = [name for name in MODULES if name.startswith(f"outrider.{room}")]
    loaded = loaded_by("\n".join(f"import {name}" for name in names))
    assert not {"asyncio", "socket", "httpx", "subprocess", "tomlkit"} & loaded


def test_the_package_has_one_name() -> None:
    """`tui/` is the source root: from the repository's top it would import as a namespace."""
    loaded = loaded_by("\n".join(f"import {name}" for name in MODULES))
    assert not [name for name in loaded if name.split(".")[0] == "tui"]
    written = [
        path
        for path in (*(ROOT / "tui").rglob("*.py"), *(ROOT / "tests").rglob("*.py"))
        if re.search(r"^\s*(from|import) tui\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert not written
