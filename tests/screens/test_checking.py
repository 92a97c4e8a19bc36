"""An environment is checked on the screen, and the change made by a key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.screens.seat import LARGE, SMALL, seated
from tests.screens.step_taking import fails
from tests.servers.strict import POST_ONLY, STRICT, StrictServers

from outrider.dialogs.diagnosis_dialog import DiagnosisDialog


@pytest.fixture
def mistaken(lab: Lab, demo_servers: StrictServers) -> Lab:
    """``dev`` for a client that has to send its secret in the form; the file does not say so."""
    return lab.environment(
        "dev",
        api=demo_servers.api_url,
        token=demo_servers.token_url,
        client=POST_ONLY.client_id,
        secret=POST_ONLY.client_secret or "",
        more='# The team\'s own.\nname = "Dev"\n',
    )


async def test_from_a_refused_token_to_a_response_by_keys(
    mistaken: Lab, demo_servers: StrictServers
) -> None:
    async with seated(mistaken, LARGE) as seat:
        await fails(seat, "401 invalid_client", "F3 Find the cause")
        await seat.press("f3")
        await seat.sees("Check of default · Dev", "failed", "Add auth.default.", "c change file")
        assert '"client_secret_post"' in seat.text
        assert str(POST_ONLY.client_secret) not in seat.text
        assert not demo_servers.api.recorder.requests
        await seat.press("c")
        await seat.at_work()
        await seat.until(lambda: "Changed environments/dev.toml." in seat.said, "the word")
        text = (mistaken.root / "environments/dev.toml").read_text()
        assert text.startswith("# The team's own.\n")
        assert 'token_endpoint_auth_method = "client_secret_post"' in text
        await seat.send()
        await seat.until(lambda: "200 OK" in seat.title, "a response")


async def test_the_message_of_a_token_that_is_refused_leads_there_too(mistaken: Lab) -> None:
    async with seated(mistaken, LARGE) as seat:
        await seat.press("ctrl+t")
        await seat.dialog()
        await seat.sees("Find the cause")
        await seat.press("c")
        await seat.sees("Check of default", "change file")
        await seat.press("escape")
        await seat.at_work()
        assert "client_secret_post" not in (mistaken.root / "environments/dev.toml").read_text()


async def test_an_environment_that_is_ready_has_nothing_to_change(lab: Lab) -> None:
    async with seated(lab, SMALL) as seat:
        await seat.press("ctrl+g", "C")
        await seat.sees("is ready.")
        assert "change file" not in seat.text
        await seat.press("c")
        assert isinstance(seat.app.screen, DiagnosisDialog)
        await seat.press("q")
        await seat.at_work()


async def test_a_protected_environment_is_asked_about(
    mistaken: Lab, demo_servers: StrictServers
) -> None:
    file = mistaken.root / "environments/dev.toml"
    file.write_text(f"protected = true\n{file.read_text()}")
    async with seated(mistaken, LARGE) as seat:
        await seat.press("f3")
        await seat.sees('Environment "Dev" is protected.', "Check it")
        await seat.press("n")
        await seat.at_work()
        assert not demo_servers.authorization.recorder.requests
        await seat.press("f3")
        await seat.sees("Check it")
        await seat.press("y")
        await seat.sees("change file")


async def test_what_the_check_reads_is_asked_about_first_and_then_it_goes_on(
    mistaken: Lab, demo_servers: StrictServers
) -> None:
    file = mistaken.root / "environments/dev.toml"
    text = file.read_text().replace(f'"{POST_ONLY.client_secret}"', '{ env = "LAB_SECRET" }')
    file.write_text(text)
    secret = {"LAB_SECRET": str(POST_ONLY.client_secret)}
    async with seated(mistaken, LARGE, process=secret) as seat:
        await seat.press("f3")
        await seat.sees("LAB_SECRET", "Trust only what you")
        assert not demo_servers.authorization.recorder.requests
        await seat.press("t")
        await seat.sees("Check of default", "change file", "read from LAB_SECRET")


async def test_an_auth_of_a_request_is_told_to_be_none_that_can_be_checked(lab: Lab) -> None:
    lab.request("list", more='[auth]\nextends = "default"\nscope = "orders.read"\n')
    async with seated(lab, LARGE) as seat:
        await seat.press("f3")
        await seat.sees("Only auth definitions of an environment can be checked.")


async def test_leaving_ends_what_is_under_way(mistaken: Lab, demo_servers: StrictServers) -> None:
    demo_servers.authorization.options = replace(STRICT, delay=PATIENCE)
    async with seated(mistaken, LARGE) as seat:
        await seat.press("f3")
        await seat.sees("Checking", "metadata")
        await seat.press("escape")
        await seat.at_work()
        await seat.until(lambda: "cancelled" in seat.console, "the request to be given up")


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 16)])
async def test_the_answer_is_in_sight_at_the_end_without_scrolling(
    mistaken: Lab, size: tuple[int, int]
) -> None:
    async with seated(mistaken, size) as seat:
        await seat.press("ctrl+g", "C")
        await seat.sees("change file")
        assert "Add auth.default.token_endpoint_auth_method" in seat.text
        assert '"client_secret_post"' in seat.text
        assert seat.text.index("Add auth.default") < seat.text.index("client_secret_post")


async def test_a_value_that_nothing_can_do_without_is_asked_for(lab: Lab) -> None:
    file = lab.root / "environments/dev.toml"
    text = file.read_text()
    assert '"dev-only-secret"' in text
    file.write_text(text.replace('"dev-only-secret"', '{ env = "NOT_SET_ANYWHERE" }'))
    async with seated(lab, SMALL) as seat:
        await seat.press("ctrl+g", "C")
        await seat.sees("NOT_SET_ANYWHERE is read")
        await seat.press("t")
        await seat.sees("NOT_SET_ANYWHERE is not", "Enter a value for this session")
        await seat.press("e")
        await seat.sees('Enter secret "client_secret"')
