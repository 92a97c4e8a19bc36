"""Commands pasted into a request: whose credentials it gets, and where its own ones are kept."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import Seat, seated
from tests.screens.test_importing import paste

from outrider.model.workspace import Request

DEV = """[auth.default]
type = "bearer"
token = "of-the-environment"
"""
CHROME = """curl 'https://api.test/orders?access_token=q8w7e6r5t4' \\
  -H 'authorization: Bearer eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln' \\
  -b 'sid=pasted-cookie-1; theme=dark' \\
  --data-raw '{"user":{"password":"pasted \\"pass\\""}}' -H 'content-type: application/json'
"""
PASTED = ("q8w7e6r5t4", "eyJhbGciOiJub25lIn0", "pasted-cookie-1", 'pasted \\"pass')


def workspace(folder: Path, **more: str) -> Lab:
    lab = Lab(folder.resolve())
    files = {
        "outrider.toml": 'default_environment = "dev"\n',
        "environments/dev.toml": DEV,
        "requests/list.toml": 'url = "https://a.test"\n',
    }
    lab.write({**files, **more})
    return lab


def auth_of(request: Request) -> object:
    return None if request.auth is None else request.auth.table["type"]


async def pasted(seat: Seat, text: str, url: str) -> None:
    await seat.press("ctrl+g", "u")
    await paste(seat, text)
    await seat.until(lambda: seat.editor.request.url.startswith(url), "the command")
    await seat.at_work()


async def test_a_command_without_credentials_is_sent_without_and_a_key_gives_the_inherited(
    tmp_path: Path,
) -> None:
    async with seated(workspace(tmp_path)) as seat:
        await pasted(seat, "curl https://strange.test/x", "https://strange.test")
        assert auth_of(seat.editor.request) == "none"
        assert "Press ^G a to inherit auth from the environment (bearer)" in seat.said
        await seat.press("ctrl+g", "a")
        assert seat.editor.request.auth is None
        await seat.press("ctrl+g", "U")
        assert auth_of(seat.editor.request) == "none"


async def test_an_auth_that_stands_stays_unless_the_command_brings_its_own(tmp_path: Path) -> None:
    own = 'url = "https://a.test"\n[auth]\ntype = "bearer"\ntoken = "{{t}}"\n'
    async with seated(workspace(tmp_path, **{"requests/list.toml": own})) as seat:
        await pasted(seat, "curl https://b.test/1", "https://b.test/1")
        assert auth_of(seat.editor.request) == "bearer"
        assert "Its auth definition (bearer) is kept." in seat.said
        await pasted(seat, "curl https://b.test/2 -u me:pw", "https://b.test/2")
        assert auth_of(seat.editor.request) == "basic"
        await pasted(
            seat, "curl https://b.test/3 -H 'Authorization: Token abc'", "https://b.test/3"
        )
        assert auth_of(seat.editor.request) == "none"


async def test_a_none_that_stands_is_not_replaced_by_what_is_inherited(tmp_path: Path) -> None:
    none = 'url = "https://a.test"\n[auth]\ntype = "none"\n'
    async with seated(workspace(tmp_path, **{"requests/list.toml": none})) as seat:
        await pasted(seat, "curl https://b.test/1", "https://b.test/1")
        assert auth_of(seat.editor.request) == "none"
        assert "gives it" not in seat.said


def written(lab: Lab) -> dict[str, str]:
    """Every file of the workspace; drafts lie in the home folder, for its owner alone."""
    files = {str(path.relative_to(lab.root)): path for path in lab.root.rglob("*")}
    return {
        name: path.read_text()
        for name, path in files.items()
        if path.is_file() and not name.startswith("home/")
    }


async def test_pasted_credentials_are_saved_into_the_overlay_and_the_request_refers_to_them(
    tmp_path: Path,
) -> None:
    lab = workspace(tmp_path)
    async with seated(lab) as seat:
        await pasted(seat, CHROME, "https://api.test/orders")
        # Nothing is written by a paste.
        assert not any(one in text for text in written(lab).values() for one in PASTED)
        await seat.press("ctrl+s")
        await seat.until(lambda: ".local.toml." in seat.said, "what was said")
        files = written(lab)
        overlay = files.pop("environments/dev.local.toml")
        assert not [one for text in files.values() for one in PASTED if one in text]
        assert all(one.partition(" ")[0] in overlay for one in PASTED)
        assert "*.local.toml" in files[".gitignore"]
        saved = seat.editor.request
        assert "{{access_token_2}}" in saved.url
        # What is undone comes back as it was pasted, and is kept apart again.
        await seat.press("ctrl+g", "U")
        await seat.press("ctrl+g", "R")
        await seat.press("ctrl+s")
        await seat.until(lambda: not seat.editor.request.url.endswith("t4"), "the reference")
        assert not any("q8w7" in text for name, text in written(lab).items() if "local" not in name)


def _holds(seat: Seat, text: str) -> bool:
    return text in str(seat.editor.request)


async def test_a_key_that_is_pasted_anew_replaces_the_one_before(tmp_path: Path) -> None:
    lab = workspace(tmp_path)
    async with seated(lab) as seat:
        for key in ("first-key-1111", "second-key-2222", "third-key-3333"):
            line = f"curl -H 'X-Api-Key: {key}' https://api.test/keyed"
            await pasted(seat, line, "https://api.test/keyed")
            await seat.until(partial(_holds, seat, key), "the pasted key")
            await seat.press("ctrl+s")
            await seat.until(lambda: "{{x_api_key}}" in str(seat.editor.request), "the reference")
            overlay = written(lab)["environments/dev.local.toml"]
            assert f'x_api_key = "{key}"' in overlay
            assert "x_api_key_2" not in overlay


async def test_a_new_request_with_pasted_credentials_is_saved_without_them(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve())
    lab.write({"outrider.toml": ""})
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "n")
        await pasted(seat, "curl -u 'me:pasted-pw-1' https://b.test/n", "https://b.test/n")
        await seat.press("ctrl+s")
        await seat.dialog()
        await seat.type("new")
        await seat.press("enter")
        await seat.until(lambda: ".local.toml." in seat.said, "what was said")
        files = written(lab)
        assert [name for name, text in files.items() if "pasted-pw-1" in text] == [
            "environments/curl.local.toml"
        ]
        assert 'password = "{{me_password}}"' in files["requests/new.toml"]
        assert 'default_environment = "curl"' in files["outrider.toml"]


async def test_commands_that_are_imported_keep_their_secrets_in_the_active_environment(
    tmp_path: Path,
) -> None:
    lab = workspace(tmp_path, **{"environments/live.toml": ""})
    both = "curl https://one.test/a -u me:imported-1\ncurl https://two.test/b -b sid=imported-2\n"
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u")
        await paste(seat, both)
        await seat.sees("contains 2 requests")
        await seat.press("i")
        await seat.sees("Import pasted text", "write")
        await seat.press("w")
        await seat.until(lambda: "requests/b.toml" in written(lab), "the files")
        files = written(lab)
        assert [name for name, text in files.items() if "imported-" in text] == [
            "environments/dev.local.toml"
        ]
        assert 'type = "none"' in files["requests/b.toml"]


async def test_a_pasted_command_gets_no_credential_from_its_folders_headers(tmp_path: Path) -> None:
    headers = """headers = [
      { name = "X-Api-Key", value = "{{key}}" }, { name = "X-Plain", value = "1" },
    ]
    """
    environment = f'[secrets]\nkey = "of-the-workspace"\n{DEV}'
    files = {"requests/folder.toml": headers, "environments/dev.toml": environment}
    async with seated(workspace(tmp_path, **files)) as seat:
        await pasted(seat, "curl https://strange.test/x", "https://strange.test")
        assert "Switched off: X-Api-Key of its folders" in seat.said
        [row] = seat.editor.request.headers
        assert (row.name, row.enabled) == ("X-Api-Key", False)


async def test_an_auth_of_an_earlier_paste_does_not_stay(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve())
    lab.write({"outrider.toml": ""})
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "n")
        await pasted(seat, "curl https://one.test/a -u joe:secretpw99", "https://one.test")
        assert auth_of(seat.editor.request) == "basic"
        await pasted(seat, "curl https://two.test/b", "https://two.test")
        assert auth_of(seat.editor.request) == "none"
        assert "Its unsaved auth definition (basic) was removed." in seat.said


async def test_the_auth_of_the_file_comes_back_with_a_command_without_credentials(
    tmp_path: Path,
) -> None:
    own = 'url = "https://a.test"\n[auth]\ntype = "bearer"\ntoken = "{{t}}"\n'
    async with seated(workspace(tmp_path, **{"requests/list.toml": own})) as seat:
        await pasted(seat, "curl https://b.test/2 -u me:pw", "https://b.test/2")
        await pasted(seat, "curl https://c.test/3", "https://c.test/3")
        assert auth_of(seat.editor.request) == "bearer"


async def test_a_pasted_credential_stays_with_the_host_of_its_command(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve())
    lab.write({"outrider.toml": ""})
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "n")
        await pasted(
            seat, "curl https://one.test/a -H 'Authorization: Bearer 8f2b9c1d7e'", "https://one"
        )
        await seat.edit_url("http://127.0.0.1:1/b")
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.sees("The credential is not meant for", "one.test")


async def test_a_pasted_command_sends_no_key_of_the_workspace_unasked(tmp_path: Path) -> None:
    environment = '[secrets]\nk = { file = "keys/k.pem" }\n'
    lab = workspace(tmp_path, **{"environments/dev.toml": environment, "keys/k.pem": "KEY"})
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u")
        await paste(seat, "curl https://strange.test/x -T ./keys/../keys/k.pem")
        await seat.dialog()
        await seat.sees("The pasted command needs trust", "with secrets is sent")


KEY = "9f8e7d6c5b4a3f2e"
COPIES = f"""curl 'https://api.test/copied?k={KEY}' -H 'X-Api-Key: {KEY}' -H 'X-Legacy: {KEY}' \\
  -H 'X-Both: {b64encode(f"a note: {KEY}".encode()).decode()}' \\
  -H 'content-type: application/json' \\
  --data-raw '{{"note":"{KEY}","deep":"{{\\"k\\":\\"{KEY}\\"}}"}}'
"""


async def test_a_pasted_credential_is_a_secret_at_all_of_its_places(tmp_path: Path) -> None:
    lab = workspace(tmp_path)
    async with seated(lab) as seat:
        await pasted(seat, COPIES, "https://api.test/copied")
        await seat.press("ctrl+s")
        await seat.until(lambda: ".local.toml." in seat.said, "what was said")
        files = written(lab)
        overlay = files.pop("environments/dev.local.toml")
        clear = (KEY, b64encode(f"a note: {KEY}".encode()).decode())
        assert not [name for name, text in files.items() if any(one in text for one in clear)]
        assert f'x_api_key = "{KEY}"' in overlay
        request = seat.editor.request
        assert [row.value for row in request.headers[:2]] == ["{{x_api_key}}"] * 2
        assert "{{x_api_key_encoded}}" in request.headers[2].value
        # What is typed later is the same secret.
        await seat.press("ctrl+g", "u")
        await seat.press("end")
        await seat.type(f"&again={KEY}")
        await seat.press("ctrl+s")
        await seat.until(lambda: KEY not in seat.editor.request.url, "the reference")
        assert KEY not in written(lab)["requests/list.toml"]


SCRIPTS = (
    'SECRET=pasted-tok-12345\ncurl https://api.test/x/$SECRET/y -H "X-A: a-$SECRET" -d n=z$SECRET',
    "#!/bin/sh\n# why\nexport SECRET='pasted-tok-12345'\nif true; then\n"
    'curl https://api.test/x/$SECRET/y -H "X-A: a-$SECRET" -d n=z$SECRET\nfi',
    "param([int]$n = 1)\n$secret = 'pasted-tok-12345'\n"
    'curl.exe https://api.test/x/$secret/y -H "X-A: a-$secret" -d "n=z$secret"',
)


@pytest.mark.parametrize("script", SCRIPTS, ids=["assignment", "script", "PowerShell"])
async def test_a_credential_of_a_variable_is_a_reference_wherever_it_is_saved(
    tmp_path: Path, script: str
) -> None:
    lab = workspace(tmp_path)
    async with seated(lab) as seat:
        await pasted(seat, script, "https://api.test/x")
        assert seat.editor.request.url == "https://api.test/x/pasted-tok-12345/y"
        await seat.until(lambda: any(drafts(lab)), "the draft")
        assert not [text for text in drafts(lab) if "pasted-tok" in text]
        await seat.press("ctrl+s")
        await seat.until(lambda: ".local.toml." in seat.said, "what was said")
        files = written(lab)
        assert "pasted-tok-12345" in files.pop("environments/dev.local.toml")
        assert not [name for name, text in files.items() if "pasted-tok" in text]
        assert seat.editor.request.url == "https://api.test/x/{{secret}}/y"
        assert files["requests/list.toml"].count("{{secret}}") == 3


def drafts(lab: Lab) -> list[str]:
    """What lies in the folder of drafts."""
    return [path.read_text() for path in lab.root.rglob("drafts/*.json")]
