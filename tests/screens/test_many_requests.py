"""A workspace of many requests: what is shown and can be done while most of them are unread."""

from __future__ import annotations

import threading

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.screens.seat import LARGE, seated

from outrider.engine.workspace.active_workspace import SMALL, ActiveWorkspace


@pytest.fixture
def many(files: Lab) -> Lab:
    """More requests than are read at once; the first file is broken."""
    for number in range(SMALL):
        files.request(f"many/get-{number:02}", f"{{{{base_url}}}}/{number}", 'method = "PATCH"\n')
    return files.write({"requests/aa-broken.toml": "method = \n"})


async def test_the_first_request_is_there_before_all_are_read(
    many: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, whole = threading.Event(), ActiveWorkspace.load

    def load(self: ActiveWorkspace) -> None:
        assert go_on.wait(PATIENCE)
        whole(self)

    monkeypatch.setattr(ActiveWorkspace, "load", load)
    async with seated(many, LARGE) as seat:
        try:
            # The tree has every name; the request that is open is a sound one, and can be edited.
            assert "get-00" in seat.tree
            assert "PTCH get-01" not in seat.tree
            assert seat.app.screen.focused is not None
            shown = seat.work.context.request
            assert shown is not None
            assert shown.url
            await seat.edit_url("https://typed.example")
        finally:
            go_on.set()
        await seat.until(lambda: "PTCH get-01" in seat.tree, "the rest")
        shown = seat.work.context.request
        assert shown is not None
        assert shown.url == "https://typed.example"
