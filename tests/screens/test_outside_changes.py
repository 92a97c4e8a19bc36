"""A file that is changed outside while its request is open."""

from tests.engine_lab import Lab
from tests.screens.seat import SMALL, seated


async def test_without_edits_here_the_files_version_is_shown_and_sent(lab: Lab) -> None:
    async with seated(lab, SMALL) as seat:
        lab.request("list", "{{base_url}}/echo?from=outside")
        await seat.press("ctrl+r")
        await seat.until(lambda: "from=outside" in seat.editor.request.url)
        assert "changed on disk" in seat.said
        await seat.until(lambda: "from=outside" in seat.console)


async def test_with_edits_here_they_stay_and_saving_asks(lab: Lab) -> None:
    async with seated(lab, SMALL) as seat:
        await seat.edit_url("{{base_url}}/echo?from=here")
        lab.request("list", "{{base_url}}/echo?from=outside")
        await seat.press("f2")
        await seat.until(lambda: "changed on disk" in seat.said)
        assert "from=here" in seat.editor.request.url
        await seat.press("ctrl+s")
        await seat.dialog()
        await seat.sees("Overwrite the file")
        assert "from=outside" in (lab.root / "requests/list.toml").read_text()
