"""A pasted command that has a secret of the workspace, however it spells it, refers to that one."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import seated
from tests.screens.test_pasting_commands import pasted, workspace, written

SECRET = 'QxLEAK01/abc+"defgh'
PERCENT, LOWER = "QxLEAK01%2Fabc%2B%22defgh", "QxLEAK01%2fabc%2b%22defgh"
BASIC = b64encode(f"cli:{SECRET}".encode()).decode()
ESCAPED = json.dumps(SECRET)[1:-1]
UNICODE = SECRET.replace("/", "\\u002f").replace('"', "\\u0022")
SPELLED = (SECRET, PERCENT, LOWER, BASIC, ESCAPED, UNICODE, "QxLEAK01")
LOCAL = f"[secrets]\nclient_secret = {json.dumps(SECRET)}\n"

PASTED = {
    "path and query": (f"curl https://api.test/p/{PERCENT}/x?note={LOWER}", 3),
    "a header and a form": (
        f"curl https://api.test/p -H 'X-Note: {SECRET}' -d 'a={PERCENT}&note=see+{PERCENT}'",
        3,
    ),
    "JSON, escaped in two ways": (
        "curl https://api.test/p -H 'Content-Type: application/json' "
        f"""-d '{{"a":"{ESCAPED}","b":["x {UNICODE}"]}}'""",
        2,
    ),
    "Basic, in its place and elsewhere": (
        f"curl https://api.test/p -H 'Authorization: Basic {BASIC}' -H 'X-Note: {BASIC}'",
        0,
    ),
    "a part of a form": (f"curl https://api.test/p -F 'a={SECRET}'", 1),
}


def kept(home: Path) -> str:
    folder = home / "state/outrider/drafts"
    return "\n".join(path.read_text() for path in folder.glob("*") if path.is_file())


@pytest.mark.parametrize("name", PASTED)
async def test_it_is_written_as_a_reference_and_its_draft_never_has_it(
    name: str, tmp_path: Path
) -> None:
    command, count = PASTED[name]
    lab: Lab = workspace(
        tmp_path, **{"environments/dev.toml": "", "environments/dev.local.toml": LOCAL}
    )
    (lab.root / "environments/dev.local.toml").chmod(0o600)
    home = lab.root / "home"
    async with seated(lab) as seat:
        await pasted(seat, command, "https://api.test/p")
        await seat.until(lambda: "api.test" in kept(home), "the draft")
        assert not [one for one in SPELLED if one in kept(home)]
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved" in seat.said, "that it is saved")
        files = written(lab)
        files.pop("environments/dev.local.toml")
        assert not [one for one in SPELLED for text in files.values() if one in text], files
        request = files["requests/list.toml"]
        assert request.count("{{client_secret") == count, request


async def test_a_secret_that_differs_between_environments_is_known_in_each(tmp_path: Path) -> None:
    other = 'QxLEAK02-of-the-other-"one'
    lab = workspace(
        tmp_path,
        **{
            "environments/dev.toml": "",
            "environments/dev.local.toml": LOCAL,
            "environments/live.toml": "",
            "environments/live.local.toml": f"[secrets]\nclient_secret = {json.dumps(other)}\n",
        },
    )
    for file in ("dev", "live"):
        (lab.root / f"environments/{file}.local.toml").chmod(0o600)
    home = lab.root / "home"
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "n")
        command = f"curl https://api.test/p -H 'X-Note: {SECRET}' -d 'a=see+{PERCENT}&b={other}'"
        await pasted(seat, command, "https://api.test/p")
        await seat.until(lambda: "api.test" in kept(home), "the draft")
        assert "LEAK" not in kept(home)
        assert "{{client_secret}}" in kept(home)
        await seat.press("ctrl+s")
        await seat.dialog()
        await seat.type("new")
        await seat.press("enter")
        await seat.until(lambda: "Saved" in seat.said, "that it is saved")
        files = written(lab)
        local = files.pop("environments/dev.local.toml")
        files.pop("environments/live.local.toml")
        assert not [text for text in files.values() if "LEAK" in text]
        assert 'value = "{{client_secret}}"' in files["requests/new.toml"]
        assert json.dumps(other) in local or f"'{other}'" in local
