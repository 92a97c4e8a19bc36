"""Folders and the workspace edited on a page: what is typed gets into the right file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated

from outrider.dialogs.folder_dialog import FolderDialog

BILLS = """# all about bills
name = "Bills" # a label

headers = [
    { name = "X-Team", value = "billing" }, # who asks
]
"""


@pytest.fixture
def bills(files: Lab) -> Path:
    """The folder's file, with comments."""
    file = files.root / "requests/billing/folder.toml"
    file.write_text(BILLS)
    return file


def endpoint(lab: Lab) -> str:
    """Where the lab's environment gets its tokens."""
    data = tomllib.loads((lab.root / "environments/dev.toml").read_text())
    return str(data["auth"]["default"]["token_endpoint"])


async def page_of_folder(seat: Seat) -> FolderDialog:
    """Opens the page of the folder in the tree."""
    await seat.press("ctrl+g", "r", "home")
    while "Bills" not in _current(seat):
        await seat.press("down")
    await seat.press("e")
    return await the_page(seat)


def _current(seat: Seat) -> str:
    from outrider.widgets.sidebar.request_tree import RequestTree

    row = seat.work.query_one(RequestTree).selected
    return row.name if row is not None else ""


async def the_page(seat: Seat) -> FolderDialog:
    """Waits until the page, and nothing over it, is there."""
    await seat.until(lambda: isinstance(seat.app.screen, FolderDialog), "the page")
    await seat.pilot.pause()
    screen = seat.app.screen
    assert isinstance(screen, FolderDialog)
    return screen


async def go(seat: Seat, *path: str | int) -> None:
    """Puts the cursor on the row of a key."""
    page = await the_page(seat)
    at = next(i for i, row in enumerate(page.sheet.lines.rows) if row.model_value == path)
    page.sheet.lines.select(at)
    await seat.pilot.pause()


async def choose(seat: Seat, value: str, *path: str) -> None:
    """Turns a choice until it is this one."""
    page = await the_page(seat)
    await go(seat, *path)
    for _ in range(12):
        row = page.sheet.lines.row
        assert row is not None
        if row.cells[-1] == value:
            return
        await seat.press("right")
    raise AssertionError(f"no choice {value}")


async def put(seat: Seat, text: str, *path: str | int) -> None:
    """Types a value into the row of a key."""
    await go(seat, *path)
    await seat.press("enter")
    await seat.fill(text)
    await seat.press("enter")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_an_auth_for_all_below_is_set_on_the_page_of_a_folder(
    bills: Path, files: Lab, size: tuple[int, int]
) -> None:
    async with seated(files, size) as seat:
        await page_of_folder(seat)
        await seat.sees("Folder billing", "Auth of all below", "Headers", "inherit")
        await choose(seat, "custom", "auth", "source")
        await put(seat, endpoint(files), "auth", "token_endpoint")
        await put(seat, "billing-client", "auth", "client_id")
        await put(seat, "{{client_secret}}", "auth", "client_secret")
        await seat.press("ctrl+s")
        await seat.at_work()
        assert "Saved." in seat.said
    saved = bills.read_text()
    assert saved.startswith(BILLS.rstrip())
    assert tomllib.loads(saved)["auth"] == {
        "type": "oauth2",
        "token_endpoint": endpoint(files),
        "client_id": "billing-client",
        "client_secret": "{{client_secret}}",
    }


async def test_a_secret_typed_for_a_folder_gets_into_no_file_of_the_team(
    bills: Path, files: Lab
) -> None:
    overlay = files.root / "environments/dev.local.toml"
    async with seated(files, LARGE) as seat:
        page = await page_of_folder(seat)
        await choose(seat, "custom", "auth", "source")
        await put(seat, endpoint(files), "auth", "token_endpoint")
        await put(seat, "billing-client", "auth", "client_id")
        await put(seat, "xxx", "auth", "client_secret")
        await seat.sees("dev.local.toml")
        assert "xxx" not in seat.text
        assert not [one.what for one in page.sheet.remarks if one.is_error]
        await seat.press("ctrl+s")
        await seat.at_work()
        assert 'Secret "client_secret_2" saved in environments/dev.local.toml.' in seat.said
        assert "Also changed: environments/dev.toml" in seat.said
    assert "xxx" not in bills.read_text()
    assert tomllib.loads(bills.read_text())["auth"]["client_secret"] == "{{client_secret_2}}"
    assert tomllib.loads(overlay.read_text())["secrets"] == {"client_secret_2": "xxx"}
    assert overlay.stat().st_mode & 0o077 == 0
    base = tomllib.loads((files.root / "environments/dev.toml").read_text())
    assert base["secrets"]["client_secret_2"] == {"prompt": True}


async def test_headers_and_variables_are_added_where_the_cursor_is(bills: Path, files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await page_of_folder(seat)
        await go(seat, "headers", 0)
        await seat.press("a")
        await seat.type("X-Api-Key")
        await seat.press("enter")
        await seat.type("k3Jq9ZvT1mQ8xLw2")
        await seat.press("enter")
        await seat.press("space", "K", "tab", "a")
        await seat.type("page_size")
        await seat.press("enter")
        await seat.type("20")
        await seat.press("enter", "ctrl+s")
        await seat.at_work()
    saved = tomllib.loads(bills.read_text())
    reference = saved["headers"][0].pop("value")
    assert saved["headers"] == [
        {"name": "X-Api-Key", "enabled": False},
        {"name": "X-Team", "value": "billing"},
    ]
    assert reference == "{{x_api_key}}"
    assert saved["variables"] == {"page_size": "20"}
    assert "# who asks" in bills.read_text()


async def test_what_was_written_outside_meanwhile_is_told(bills: Path, files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await page_of_folder(seat)
        await put(seat, "Invoices", "name")
        bills.write_text(BILLS + '[variables]\nnew = "outside"\n')
        await seat.press("ctrl+s")
        await seat.sees("changed on disk after you", "Save my changes only")
        await seat.press("b")
        await seat.at_work()
    saved = tomllib.loads(bills.read_text())
    assert (saved["name"], saved["variables"]) == ("Invoices", {"new": "outside"})


async def test_the_workspace_has_a_page_of_both_of_its_files(files: Lab) -> None:
    (files.root / "outrider.toml").write_text('name = "Lab" # ours\n')
    files.write({"environments/qa.toml": 'name = "QA"\n'})
    async with seated(files, LARGE) as seat:
        await seat.press("ctrl+p")
        await seat.dialog()
        await seat.type("Workspace")
        await seat.press("enter")
        await the_page(seat)
        await seat.sees("Workspace", "Variables of the workspace", "Environments")
        await put(seat, "Laboratory", "workspace", "name")
        await choose(seat, "none", "auth", "source")
        await go(seat, "environments", "qa")
        await seat.press("K", "ctrl+s")
        await seat.at_work()
        assert "Laboratory" in seat.status
        assert seat.environments.index("QA") < seat.environments.index("dev")
    settings = (files.root / "outrider.toml").read_text()
    assert settings.startswith('name = "Laboratory" # ours\n')
    assert tomllib.loads(settings)["environments"] == ["qa", "dev"]
    folder = (files.root / "requests/folder.toml").read_text()
    assert tomllib.loads(folder) == {"auth": {"type": "none"}}


async def test_an_order_of_what_is_below_is_changed_on_the_page(files: Lab) -> None:
    files.request("billing/cancel", "{{base_url}}/cancel")
    async with seated(files, LARGE) as seat:
        await page_of_folder(seat)
        await go(seat, "order", "pay")
        await seat.press("K", "ctrl+s")
        await seat.at_work()
    saved = tomllib.loads((files.root / "requests/billing/folder.toml").read_text())
    assert saved["order"] == ["pay", "cancel"]


async def test_leaving_asks_before_what_was_typed_is_lost(bills: Path, files: Lab) -> None:
    async with seated(files) as seat:
        await page_of_folder(seat)
        await put(seat, "Other", "name")
        await seat.press("escape")
        await seat.sees("Save changes to this folder?")
        await seat.press("d")
        await seat.at_work()
    assert bills.read_text() == BILLS


async def test_a_token_is_tried_with_what_the_page_says(bills: Path, files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await page_of_folder(seat)
        await choose(seat, "custom", "auth", "source")
        await put(seat, endpoint(files), "auth", "token_endpoint")
        await put(seat, "orders-dev", "auth", "client_id")
        await put(seat, "{{client_secret}}", "auth", "client_secret")
        await seat.press("ctrl+t")
        await seat.sees("✓ Token for this folder, valid for")
    assert bills.read_text() == BILLS


async def test_what_was_typed_outlives_the_process(bills: Path, files: Lab) -> None:
    async with seated(files, LARGE) as seat:
        await page_of_folder(seat)
        await put(seat, "Typed", "name")
        assert seat.work.controls.keeper.flush()
        # The terminal is gone: nothing is asked.
    async with seated(files, LARGE) as seat:
        await seat.sees('Folder "billing"', "Typed")
        await seat.press("k")
        page = await the_page(seat)
        assert page.sheet.table["name"] == "Typed"
        await seat.press("ctrl+s")
        await seat.at_work()
    assert bills.read_text() == BILLS.replace('"Bills"', '"Typed"')
