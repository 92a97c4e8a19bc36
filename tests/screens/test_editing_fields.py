"""Fields in the whole program: names of the active environment, edits undone, commands pasted."""

from __future__ import annotations

import re
from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import seated

from outrider.toolkit.fields.completion import CompletionList

ENVIRONMENT = """
name = "{name}"
[variables]
base_url = "https://{name}.test"
[secrets]
api_key = {{ env = "API_KEY" }}
[auth.default]
type = "bearer"
token = "{{{{api_key}}}}"
"""
REQUEST = """
url = "{{base_url}}/orders/{{page}}"
[variables]
page = "{{number}}"
"""


def completion(seat: object) -> str:
    found = [*seat.app.screen.query(CompletionList)]  # type: ignore[attr-defined]
    return "\n".join(one.render_line(y).text for one in found for y in range(one.size.height))


async def test_names_are_those_of_the_active_environment(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve())
    lab.write(
        {
            "outrider.toml": 'name = "Orders"\n[variables]\nnumber = 3\n',
            "environments/dev.toml": ENVIRONMENT.format(name="dev"),
            "environments/live.toml": ENVIRONMENT.format(name="live"),
            "requests/list.toml": REQUEST,
        }
    )
    async with seated(lab, environment="dev") as seat:
        await seat.press("ctrl+g", "u", "end")
        await seat.type("{{")
        await seat.until(lambda: "https://dev.test" in completion(seat), "the names")
        shown = completion(seat)
        assert re.search(r"page +3  requests/list.toml", shown)
        assert re.search(r"api_key +••••••  secret", shown)
        # A bearer auth fetches no token.
        assert re.search(r"access_token +\? {{access_token}} has no value", shown)
        await seat.press("escape", "alt+2")
        await seat.type("ba")
        await seat.until(lambda: "https://live.test" in completion(seat), "the other environment")
        await seat.press("enter")
        assert seat.editor.request.url == "{{base_url}}/orders/{{page}}{{base_url}}"


async def test_every_edit_of_a_request_is_a_step(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve())
    lab.write({"outrider.toml": "", "requests/list.toml": 'url = "https://a.test"\n'})
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u", "end")
        await seat.type("/x")
        await seat.press("ctrl+g", "p", "down", "a")
        await seat.type("n")
        await seat.press("tab")
        await seat.type("v")
        await seat.press("enter", "space")
        edited = seat.editor.request
        assert edited.url == "https://a.test/x"
        assert not edited.query_params[0].enabled
        for _ in range(8):
            await seat.press("ctrl+g", "U")
        assert seat.editor.request.url == "https://a.test"
        assert seat.editor.request.query_params == ()
        assert not seat.work.context.buffers.dirty
        for _ in range(8):
            await seat.press("ctrl+g", "R")
        assert seat.editor.request == edited
