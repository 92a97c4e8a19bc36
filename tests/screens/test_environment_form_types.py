"""Another type or method of an auth definition in the form of an environment."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.screens.test_environment_form import form_of, go, put


async def test_another_method_and_type_leave_no_key_behind_that_means_nothing(lab: Lab) -> None:
    file = lab.root / "environments/dev.toml"
    placed = '[auth.default.placement]\nin = "query"\n'
    audience = '[auth.default.token_parameters]\naudience = "a"\n'
    file.write_text(f"{file.read_text()}{placed}{audience}")
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        default = form.sheet.table["auth"]["default"]
        secret = default["client_secret"]
        await go(seat, "token_endpoint_auth_method")
        while form.sheet.table["auth"]["default"].get("token_endpoint_auth_method") != "none":
            await seat.press("right")
        assert "client_secret" not in form.sheet.table["auth"]["default"]
        while "client_secret" not in form.sheet.table["auth"]["default"]:
            await seat.press("left")
        assert form.sheet.table["auth"]["default"]["client_secret"] == secret
        await go(seat, "type")
        while form.sheet.table["auth"]["default"]["type"] != "digest":
            await seat.press("right")
        labels = [row.cells[0].strip() for row in form.sheet.lines.rows]
        start, end = labels.index("default"), labels.index("billing")
        assert "username" in labels[start:end]
        assert not {"placement", "token parameters", "audience"} & set(labels[start:end])
        await put(seat, "username", "ann")
        await seat.press("ctrl+s")
        await seat.until(lambda: "digest" in file.read_text(), "the file")
    found = lab.reader().environment("dev").auths["default"].table
    assert found == {"type": "digest", "username": "ann"}
