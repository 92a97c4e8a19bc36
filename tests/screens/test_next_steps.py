"""A key takes the next step of an error, and what the error had stopped goes on."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, seated
from tests.screens.step_taking import everything_in, fails, keep, step, trusted
from tests.servers.strict import StrictServers

from outrider.toolkit.fields.line_input import LineInput

DEV = "environments/dev.toml"
LOCAL = "environments/dev.local.toml"
SECRET = "dev-only-secret"
MISTYPED = 'url = "{{base_ulr}}/orders" # the list\n'


@pytest.fixture
def repository(lab: Lab) -> Lab:
    """The workspace is a repository of git."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    git(lab, "init", "-q")
    return lab


def git(lab: Lab, *words: str) -> str:
    named = ("-c", "user.name=me", "-c", "user.email=me@example.com")
    done = subprocess.run(
        ["git", *named, *words], cwd=lab.root, check=True, capture_output=True, text=True
    )
    return done.stdout


# A variable that is not defined.


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_reference_is_corrected_and_sent(lab: Lab, size: tuple[int, int]) -> None:
    lab.write({"requests/list.toml": MISTYPED})
    async with seated(lab, size) as seat:
        await fails(
            seat, 'Variable "base_ulr" is not defined.', 'e Define "base_ulr"', "Send again"
        )
        await step(seat, 'r  Use "base_url" instead (http://')
        await seat.press("r")
        await seat.sees("200 OK")
        assert seat.editor.request.url == "{{base_url}}/orders"
    # Edits are saved when the user saves them.
    assert (lab.root / "requests/list.toml").read_text() == MISTYPED


async def test_what_is_typed_on_the_other_name_is_a_value(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.write({"requests/list.toml": MISTYPED})
    before = everything_in(lab.root)
    async with seated(lab) as seat:
        await fails(seat, "is not defined")
        await step(seat, 'Define "base_ulr"')
        await seat.type(demo_servers.api_url)
        await seat.press("enter")
        await seat.sees("200 OK")
        assert "Defined base_ulr in this session." in seat.said
        # The editor knows it, and it is seen where it comes from.
        names = seat.editor._around.names
        assert names is not None
        assert names.find("base_ulr").origin == "session"
        await seat.send()
        await seat.sees("200 OK")
    assert everything_in(lab.root) == before


@pytest.mark.parametrize(("turns", "file"), [(1, LOCAL), (2, DEV), (3, "outrider.toml")])
async def test_a_variable_is_saved_where_the_user_says(
    lab: Lab, demo_servers: StrictServers, turns: int, file: str
) -> None:
    text = (lab.root / DEV).read_text().replace("base_url =", "# ours\nbase_url =")
    lab.write({"requests/list.toml": MISTYPED, DEV: text})
    async with seated(lab) as seat:
        await fails(seat, "is not defined")
        await step(seat, 'Define "base_ulr"')
        await keep(seat, demo_servers.api_url, turns)
        await seat.sees("200 OK")
        assert f"Defined base_ulr in {file}." in seat.said
    assert f'base_ulr = "{demo_servers.api_url}"' in (lab.root / file).read_text()
    assert "# ours\nbase_url" in (lab.root / DEV).read_text()
    others = {LOCAL, DEV, "outrider.toml"} - {file}
    assert not any(
        "base_ulr" in (lab.root / one).read_text() for one in others if (lab.root / one).exists()
    )


async def test_a_session_value_is_not_seen_in_another_environment(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.write({"requests/list.toml": MISTYPED})
    lab.environment("production", api=demo_servers.api_url, token=demo_servers.token_url)
    async with seated(lab, environment="dev") as seat:
        await fails(seat, "is not defined")
        await step(seat, 'Define "base_ulr"')
        await keep(seat, demo_servers.api_url, 0)
        await seat.sees("200 OK")
        seat.work.controls.environments.activate("production")
        await fails(seat, 'Variable "base_ulr" is not defined.')


async def test_a_value_goes_to_the_environment_of_the_send(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.write({"requests/list.toml": MISTYPED})
    lab.environment("other", api=demo_servers.api_url, token=demo_servers.token_url)
    async with seated(lab, environment="dev") as seat:
        await fails(seat, "is not defined")
        seat.work.controls.environments.activate("other")
        await step(seat, 'Define "base_ulr"')
        await keep(seat, demo_servers.api_url, 2)
        await seat.sees("200 OK")
    assert "base_ulr" in (lab.root / DEV).read_text()
    assert "base_ulr" not in (lab.root / "environments/other.toml").read_text()


async def test_a_credential_is_no_variable_of_a_shared_file(lab: Lab) -> None:
    lab.request("list", "{{base_url}}/orders?k={{api_key}}")
    async with seated(lab) as seat:
        await fails(seat, 'Variable "api_key" is not defined.')
        await step(seat, 'Define "api_key"')
        await keep(seat, "sk_live_0123456789abcdef", 2)
        await seat.sees("This looks like a credential")
        await seat.press("right", "right", "escape")
        await seat.at_work()
    assert "sk_live" not in everything_in(lab.root)


async def test_a_reference_in_a_file_is_corrected_there(
    lab: Lab, demo_servers: StrictServers
) -> None:
    text = (lab.root / DEV).read_text()
    text = text.replace("[secrets]", 'scopes = "orders.read" # few\n[secrets]')
    lab.write({DEV: text.replace('"orders.read orders.write"', '"{{scope_s}}" # asked for')})
    async with seated(lab) as seat:
        await fails(seat, 'Variable "scope_s" is not defined.', "environments/dev.toml:")
        await step(seat, 'Use "scopes" instead (orders.read)')
        await seat.press("r")
        await seat.sees("200 OK")
    assert '"{{scopes}}" # asked for' in (lab.root / DEV).read_text()


async def test_of_several_faults_the_first_that_can_be_mended_is(lab: Lab) -> None:
    lab.request("list", "{{base_url}}/{{one_thing}}/{{other_thing}}")
    async with seated(lab, LARGE) as seat:
        await fails(seat, "one_thing", "other_thing", 'e Define "one_thing"')
        await step(seat, 'Define "one_thing"')
        await keep(seat, "1", 0)
        await seat.sees('e Define "other_thing"')


# A secret that its source does not have.


async def test_a_secret_in_memory_is_in_no_file(own_secret: Lab, tmp_path: Path) -> None:
    lab = own_secret
    before = everything_in(lab.root)
    async with seated(lab) as seat:
        await trusted(seat)
        await seat.sees("LAB_SECRET is not set.", 'e Enter "client_secret"')
        await seat.press("ctrl+g", "b")
        await step(seat, 'Enter secret "client_secret"')
        await seat.type(SECRET)
        assert SECRET not in seat.text
        await seat.press("enter")
        await seat.sees("200 OK")
        assert SECRET not in seat.text + seat.console
        await seat.press("ctrl+t")
        await seat.until(lambda: seat.console.count("token POST") == 2, "another token")
        # What was typed is forgotten with the tokens.
        seat.work.controls.tokens.clear()
        await fails(seat, "LAB_SECRET is not set.")
    assert everything_in(lab.root) == before
    assert SECRET not in everything_in(tmp_path)


async def test_a_secret_on_this_machine_is_in_a_file_that_git_ignores(
    repository: Lab, own_secret: Lab
) -> None:
    lab = own_secret
    async with seated(lab) as seat:
        await trusted(seat)
        await seat.sees("LAB_SECRET is not set.")
        await seat.press("ctrl+g", "b")
        await step(seat, "Enter secret")
        await keep(seat, SECRET, 1)
        await seat.sees("200 OK")
        assert f'Secret "client_secret" saved in {LOCAL}.' in seat.said
    assert f'client_secret = "{SECRET}"' in (lab.root / LOCAL).read_text()
    assert (lab.root / LOCAL).stat().st_mode & 0o777 == 0o600
    git(lab, "add", "-A")
    assert LOCAL not in git(lab, "ls-files")
    assert SECRET not in git(lab, "diff", "--cached")


async def test_a_local_file_that_git_tracks_gets_no_secret(
    repository: Lab, own_secret: Lab
) -> None:
    lab = own_secret.write({LOCAL: "# committed by accident\n"})
    (lab.root / LOCAL).chmod(0o600)
    git(lab, "add", "-A")
    async with seated(lab) as seat:
        await trusted(seat)
        await seat.sees("LAB_SECRET is not set.")
        await seat.press("ctrl+g", "b")
        await step(seat, "Enter secret")
        await keep(seat, SECRET, 1)
        await seat.sees("is tracked by git")
        await seat.press("enter")
    assert SECRET not in everything_in(lab.root)


async def test_a_refused_secret_is_asked_for_again(own_secret: Lab) -> None:
    async with seated(own_secret) as seat:
        await trusted(seat)
        await seat.sees("LAB_SECRET is not set.")
        await seat.press("ctrl+g", "b")
        await step(seat, "Enter secret")
        await keep(seat, "not-the-secret", 0)
        await seat.sees('e Enter "client_secret"', "^T New token")
        assert "entered in this session" in " ".join((await seat.read()).split())
        await step(seat, "Enter secret")
        await keep(seat, SECRET, 0)
        await seat.sees("200 OK")


async def test_a_secret_with_a_blank_at_its_end_is_told_at_once(own_secret: Lab) -> None:
    async with seated(own_secret) as seat:
        await trusted(seat)
        await seat.sees("LAB_SECRET is not set.")
        await seat.press("ctrl+g", "b")
        await step(seat, "Enter secret")
        await keep(seat, f"{SECRET} ", 0)
        await seat.sees("✗", "ends with a space")
        assert SECRET not in seat.text


@pytest.mark.parametrize(
    ("backend", "offered"),
    [("tests.servers.odd_keyring.Kept", True), ("keyrings.alt.file.PlaintextKeyring", False)],
)
async def test_the_keyring_is_offered_where_it_keeps_a_secret(
    own_secret: Lab, tmp_path: Path, backend: str, offered: bool
) -> None:
    lab, store = own_secret, tmp_path / "kept"
    here = str(Path(__file__).parents[2])
    process = {"PYTHON_KEYRING_BACKEND": backend, "KEPT_SECRETS": str(store), "PYTHONPATH": here}
    async with seated(lab, process=process) as seat:
        await trusted(seat)
        await seat.sees("LAB_SECRET is not set.")
        await seat.press("ctrl+g", "b")
        await step(seat, "Enter secret")
        await seat.press("down", "left")
        assert ("in the keyring" in seat.text) is offered
        if offered:
            await keep(seat, SECRET, 0)
            await seat.sees("200 OK")
            assert SECRET in store.read_text()
            assert "keyring = " in (lab.root / LOCAL).read_text()
    assert SECRET not in everything_in(lab.root)


async def test_an_os_variable_is_given_for_the_session(lab: Lab, tmp_path: Path) -> None:
    lab.request("list", "{{base_url}}/orders?mine={{$env.LAB_THING}}")
    async with seated(lab, LARGE) as seat:
        await trusted(seat)
        await seat.sees("LAB_THING is not set.", "e Enter LAB_THING")
        await seat.press("ctrl+g", "b")
        dialog = await step(seat, "Enter LAB_THING")
        assert "Keep" not in seat.text
        assert dialog.query_one(LineInput).password
        await seat.type("CANARY-1234")
        await seat.press("enter")
        await seat.sees("200 OK")
        assert "CANARY-1234" not in seat.text
        names = seat.editor._around.names
        assert names is not None
        assert not names.find("$env.LAB_THING").problem
    assert "CANARY-1234" not in everything_in(tmp_path)
