"""Every step that there is can be taken by a key, from where its error is read."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.screens.step_taking import fails, keep, step
from tests.servers.sign_in import sign_in_server
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, ToxicServer, ok, toxic_server

from outrider import next_steps
from outrider.toolkit.sheet.sheet import Sheet
from outrider.workbench.context.screen_steps import step_label

DEV = "environments/dev.toml"
HERE = Path(__file__).parent
REFUSED = ok(b"no", status=b"401 Unauthorized")

TAKEN = {
    next_steps.DefineVariable: "test_next_steps.py::test_the_reference_is_corrected_and_sent",
    next_steps.SetOsVariable: "test_next_steps.py::test_an_os_variable_is_given_for_the_session",
    next_steps.EnterSecret: "test_next_steps.py::test_a_refused_secret_is_asked_for_again",
    next_steps.ChooseEnvironment: "test_steps_elsewhere.py::"
    "test_an_environment_is_chosen_and_the_send_goes_on",
    next_steps.TrustWorkspace: "test_steps_elsewhere.py::"
    "test_what_was_refused_can_be_agreed_to_later",
    next_steps.ConfirmSend: "test_steps_taken.py::test_a_send_that_needs_a_yes_asks_for_it",
    next_steps.AllowHost: "test_steps_taken.py::test_a_host_is_allowed_from_the_problem",
    next_steps.RaiseTimeout: "test_steps_elsewhere.py::"
    "test_a_request_that_is_too_slow_gets_more_time",
    next_steps.SetUrl: "test_steps_taken.py::test_the_url_gets_the_scheme_that_the_port_expects",
    next_steps.SaveWhole: "test_steps_taken.py::test_a_body_that_was_cut_is_saved_whole",
    next_steps.EditKey: "test_steps_elsewhere.py::test_a_fault_in_an_environment_leads_to_its_row",
    next_steps.AddScope: "test_missing_scope.py::"
    "test_the_missing_scope_is_added_where_it_is_written_and_sent_again",
    next_steps.UseAuthorizationServer: "test_authorization_server_step.py::"
    "test_the_server_that_an_api_names_becomes_the_auth_of_the_request",
    next_steps.SendFirst: "test_checks.py::test_what_captures_a_value_is_sent_first_by_a_key",
    next_steps.SendAgain: "test_steps_taken.py::test_a_sign_in_that_was_declined_is_begun_again",
}
"""Steps, and the test that takes each by its key."""

NOT_ON_SCREEN = {next_steps.ChooseWorkspace}
"""The workbench has a workspace."""

PRESSES = {"step", "press"}


def presses_the_key(file: str, name: str) -> bool:
    """Whether a test takes a step: by the function that does, or by the key itself."""
    tree = ast.parse((HERE / file).read_text("utf-8"))
    (test,) = (one for one in tree.body if getattr(one, "name", "") == name)
    calls = (one for one in ast.walk(test) if isinstance(one, ast.Call))
    for call in calls:
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        keys = [one.value for one in call.args if isinstance(one, ast.Constant)]
        if called == "step" or (called in PRESSES and "e" in keys):
            return True
    return False


@pytest.mark.parametrize("kind", get_args(next_steps.NextStep), ids=lambda kind: kind.__name__)
def test_no_step_is_without_its_test(kind: type[next_steps.NextStep]) -> None:
    if kind in NOT_ON_SCREEN:
        return
    file, _, name = TAKEN[kind].partition("::")
    assert presses_the_key(file, name)


def test_every_step_of_the_screen_has_a_label() -> None:
    made = {kind: kind(*[""] * len(kind.__struct_fields__)) for kind in TAKEN}
    assert not [kind for kind, one in made.items() if not step_label(one)]


# A response that is too large.


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_body_that_was_cut_is_saved_whole(
    lab: Lab, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with toxic_server(ok(b"x" * 5000)) as server:
        lab.request("list", server.url, '[auth]\ntype = "none"\n[options]\nmax_body = 100\n')
        async with seated(lab, size) as seat:
            await seat.press("ctrl+r")
            await seat.sees("Truncated to 100 B", "Problem")
            await seat.press("ctrl+g", "b", "6")
            await seat.sees("✗ The response is larger than max_body", "e Save whole body")
            assert "Save all of it to a file." in await seat.read()
            await seat.press("e")
            await seat.sees("Send again and save")
            await seat.press("s")
            await seat.sees("Save the whole body as")
            await seat.fill(str(tmp_path / "whole"))
            await seat.press("enter")
            await seat.until((tmp_path / "whole").exists, "the file")
            await seat.at_work()
    assert (tmp_path / "whole").read_bytes() == b"x" * 5000


async def test_a_response_that_ends_too_early_offers_its_step(lab: Lab) -> None:
    async def stall(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
        await call.reader.read()

    async with toxic_server(stall) as server:
        lab.request("list", server.url, '[auth]\ntype = "none"\n[options]\ntimeout = 0.3\n')
        async with seated(lab) as seat:
            await seat.press("ctrl+r")
            await seat.sees("200 OK", "Problem")
            await seat.press("ctrl+g", "b", "6")
            await seat.sees("e Raise timeout")
            await seat.press("e")
            await seat.until(lambda: seat.editor.tab == "options", "the options")


# A protected environment.


async def test_a_send_that_needs_a_yes_asks_for_it(lab: Lab, demo_servers: StrictServers) -> None:
    lab.environment("live", api=demo_servers.api_url, token=demo_servers.token_url)
    lab.request("make", "{{base_url}}/orders/1001", 'method = "DELETE"\n')
    async with seated(lab, environment="live") as seat:
        await seat.open("make")
        context = seat.work.context
        request = context.request
        assert request is not None
        job = context.send_job(request)
        # The file was changed between the key and the send.
        path = lab.root / "environments/live.toml"
        path.write_text(f"protected = true\n{path.read_text()}")
        context.workspace.reload()
        late = context.send_job(request)
        assert not job.confirmed
        seat.work.controls.sending._start(late)
        await seat.sees("DELETE needs a", "e Confirm")
        await seat.press("ctrl+g", "b", "e")
        await seat.dialog()
        await seat.sees("is protected")
        await seat.press("y")
        await seat.until(lambda: "DELETE" in seat.console, "the send")


# A credential and a host.


async def test_a_host_is_allowed_from_the_problem(lab: Lab, demo_servers: StrictServers) -> None:
    lab.write({"requests/list.toml": 'url = "{{base_url}}/orders"\n'})
    async with toxic_server(ok(b"fine")) as other, seated(lab) as seat:
        await seat.edit_url(f"http://localhost:{other.port}/x")
        await seat.press("ctrl+r")
        await seat.sees("is not meant for")
        await seat.press("c")
        await seat.at_work()
        await seat.sees("e Allow localhost")
        await seat.press("ctrl+g", "b", "e")
        await seat.sees("Send once")
        await seat.press("o")
        await seat.sees("200 OK")


# A URL.


@pytest.mark.parametrize("variable", [False, True])
async def test_the_url_gets_the_scheme_that_the_port_expects(lab: Lab, variable: bool) -> None:
    async def tls(call: Call) -> None:
        await call.say(b"\x15\x03\x03\x00\x02\x02\x46")

    async with toxic_server(tls) as server:
        url = "{{there}}/a?b=1" if variable else f"{server.url}/a?b=1"
        text = (lab.root / DEV).read_text()
        there = f'there = "{server.url}"\n'
        lab.write({DEV: text.replace("[variables]\n", f"[variables]\n{there}")})
        lab.request("list", url, '[auth]\ntype = "none"\n')
        async with seated(lab) as seat:
            await fails(seat, "did not respond with HTTP", "e Edit URL")
            await seat.press("e")
            if variable:
                await seat.sees("Environment dev")
                assert "there" in _row(seat)
                return
            wanted = f"https://127.0.0.1:{server.port}/a?b=1"
            await seat.until(lambda: seat.editor.request.url == wanted, wanted)
            assert "Not saved yet" in seat.said


def _row(seat: Seat) -> tuple[str, ...]:
    sheet = next(iter(seat.app.screen.query(Sheet)))
    assert sheet.lines.row is not None
    return tuple(sheet.lines.row.cells)


# A response of 401 or 403.


async def test_a_rejected_secret_is_entered_again(lab: Lab) -> None:
    lab.process["MINE"] = "not-the-secret"

    async def strict(call: Call) -> None:
        right = b"the-right-secret" in call.head
        await (ok(b"fine") if right else REFUSED)(call)

    async with toxic_server(strict) as server:
        _keyed(lab, server)
        async with seated(lab) as seat:
            await seat.press("ctrl+r")
            await seat.sees("Trust only what you")
            await seat.press("t")
            await seat.sees("The API rejected the key", "Problem")
            await seat.press("ctrl+g", "b", "6")
            await seat.sees('e Enter "mine"', "^R Send again", "from MINE")
            await step(seat, 'Enter secret "mine"')
            await seat.sees("The API rejected the key: 401 Unauthorized")
            await keep(seat, "the-right-secret", 0)
            await seat.sees("200 OK")


def _keyed(lab: Lab, server: ToxicServer, more: str = "") -> None:
    auth = f'[auth.default]\ntype = "api_key"\nvalue = "{{{{mine}}}}"\n{more}'
    text = f'[variables]\nbase_url = "{server.url}"\n[secrets]\nmine = {{ env = "MINE" }}\n{auth}'
    lab.write({DEV: text})


async def test_a_host_is_allowed_after_a_send_without_credentials(lab: Lab) -> None:
    lab.process["MINE"] = "the-right-secret"
    async with toxic_server(REFUSED) as server:
        _keyed(lab, server, 'hosts = ["elsewhere.example"]\n')
        async with seated(lab) as seat:
            await seat.press("ctrl+r")
            await seat.sees("Trust only what you")
            await seat.press("t")
            await seat.sees("is not meant for")
            await seat.press("w")
            await seat.sees("The API requires credentials: 401 Unauthorized")
            await seat.press("ctrl+g", "b", "6")
            await seat.sees(f"e Allow 127.0.0.1:{server.port}")
            await seat.press("e")
            await seat.sees("Send once")
            await seat.press("o")
            await seat.sees("The API rejected the key")


async def test_the_url_that_a_redirect_led_to_is_set(lab: Lab) -> None:
    async with toxic_server(REFUSED) as other:
        moved = ok(b"", f"Location: {other.url}/v2?x=1".encode(), status=b"302 Found")
        async with toxic_server(moved) as server:
            key = '[auth]\ntype = "api_key"\nvalue = "a-key-of-mine"\n'
            lab.request("list", f"{server.url}/v1", f"{key}[options]\nfollow_redirects = true\n")
            async with seated(lab) as seat:
                await seat.press("ctrl+r")
                await seat.sees("The API requires credentials", "Problem")
                await seat.press("ctrl+g", "b", "6")
                await seat.sees("e Edit URL")
                await seat.press("e")
                wanted = f"{other.url}/v2?x=1"
                await seat.until(lambda: seat.editor.request.url == wanted, wanted)


async def test_the_key_that_a_note_names_is_edited(lab: Lab) -> None:
    lab.process["MINE"] = "the-right-secret"
    asks = ok(b"no", b'WWW-Authenticate: Basic realm="x"', status=b"401 Unauthorized")
    async with toxic_server(asks) as server:
        _keyed(lab, server)
        async with seated(lab, LARGE) as seat:
            await seat.press("ctrl+r")
            await seat.sees("Trust only what you")
            await seat.press("t")
            await seat.sees("The API asks for Basic authentication.")
            await seat.press("ctrl+g", "b", "6")
            await seat.sees("e Edit dev")
            await seat.press("e")
            await seat.sees("Environment dev")
            assert "type" in _row(seat)[0].lower()


async def test_an_untrusted_ca_leads_to_the_row_of_the_ca_bundle(lab: Lab) -> None:
    import ssl

    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    async with toxic_server(ok(b"fine"), tls=context) as server:
        lab.request("list", server.url, '[auth]\ntype = "none"\n')
        async with seated(lab, LARGE) as seat:
            await fails(seat, "is issued by an untrusted CA", "e Edit dev")
            await seat.press("e")
            await seat.sees("Environment dev")
            assert "ca_bundle" in _row(seat)[0]


SIGN_IN = """
[variables]
base_url = "{url}"
[auth.default]
type = "oauth2"
grant_type = "urn:ietf:params:oauth:grant-type:device_code"
token_endpoint = "{url}/token"
device_authorization_endpoint = "{url}/device"
token_endpoint_auth_method = "none"
client_id = "me"
"""


async def test_a_sign_in_that_was_declined_is_begun_again(lab: Lab) -> None:
    with sign_in_server() as server:
        server.polls = ["access_denied"]
        lab.write({DEV: SIGN_IN.format(url=server.url)}).request("list", "{{base_url}}/hello")
        async with seated(lab, LARGE) as seat:
            await seat.press("ctrl+r")
            await seat.sees("Sign-in was declined.", "Send again")
            await seat.press("ctrl+g", "b")
            await seat.press("e")
            await seat.sees("200 OK")
