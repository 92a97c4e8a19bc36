"""What a diagnosis never does, whatever a server answers; from the shell, over real sockets."""

from __future__ import annotations

import time

import pytest
from tests.engine_lab import Lab
from tests.integration.doctoring import answering, examined, only_posts
from tests.servers.refusal_shapes import SHAPES
from tests.servers.refusing import RefusingServer
from tests.servers.strict import BASIC_ONLY, StrictServers
from tests.servers.toxic import Behaviour, Call, toxic_server
from tests.shell import Shell

from outrider.engine.doctor.diagnosis import StepStatus
from outrider.errors import UsageError

SECRET = "canary-7f3a9c-secret"


REFUSED = {"error": "invalid_client", "error_description": "client authentication failed"}


@pytest.mark.parametrize(
    "behaviour",
    [
        answering("429 Too Many Requests", REFUSED),
        answering("401 Unauthorized", REFUSED, "Retry-After: 60"),
        answering("503 Service Unavailable", "", "Retry-After: 60"),
        answering(
            "401 Unauthorized",
            {"error": "invalid_client", "error_description": "Account locked after 3 tries"},
        ),
        answering(
            "400 Bad Request",
            {"error": "invalid_grant", "error_description": "Too many failed attempts"},
        ),
        answering("502 Bad Gateway"),
    ],
)
async def test_it_stops_at_the_first_sign_of_a_lock_out(lab: Lab, behaviour: Behaviour) -> None:
    async with toxic_server(only_posts(behaviour)) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        found = await examined(lab)
    assert [head[:4] for head in server.heads].count(b"POST") == 1
    assert found.exit_code == 4
    assert found.conclusion
    assert not found.changes


async def test_one_that_asks_to_wait_before_anything_gets_no_credentials(lab: Lab) -> None:
    async with toxic_server(answering("429 Too Many Requests")) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        found = await examined(lab)
    assert len(server.heads) == 1
    assert not any(server.bodies)
    assert found.exit_code == 4


@pytest.mark.parametrize(
    "refusal",
    [
        REFUSED,
        {"error": "invalid_request"},
        {"error": "invalid_scope"},
        {"error": "whatever"},
        {"message": "no"},
    ],
)
async def test_it_makes_eight_exchanges_at_most(lab: Lab, refusal: dict[str, str]) -> None:
    behaviour = only_posts(answering("400 Bad Request", refusal))
    more = 'private_key = """{}"""\n[auth.default.token_parameters]\nresource = "https://a.example"'
    async with toxic_server(behaviour) as server:
        secret = "p@ss w%rd"
        lab.environment(
            "dev", api="http://127.0.0.1:1", token=f"{server.url}/a/b/token", secret=secret
        )
        file = lab.root / "environments/dev.toml"
        text = file.read_text().replace("orders.write", "a b c")
        file.write_text(text.replace("[auth.billing]", f"{more}\n[auth.billing]"))
        found = await examined(lab)
    assert found.exchanges == len(server.heads) <= 8
    assert found.conclusion
    assert found.exit_code == 4


async def test_a_credential_goes_to_no_server_that_the_file_does_not_name(lab: Lab) -> None:
    async with toxic_server(answering("200 OK", {"access_token": "t"})) as other:

        async def behave(call: Call) -> None:
            named = {"issuer": server.url, "token_endpoint": f"{other.url}/token"}
            away = answering("307 Temporary Redirect", "", f"Location: {other.url}/token")
            document = answering("200 OK", named)
            await (away if call.head.startswith(b"POST") else document)(call)

        async with toxic_server(behave) as server:
            lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
            found = await examined(lab)
    assert other.heads == []
    assert "redirects to" in found.conclusion
    assert not found.changes


async def test_metadata_of_another_issuer_leads_nowhere_else(lab: Lab) -> None:
    async with toxic_server(answering("200 OK", {"access_token": "t"})) as other:
        named = {"issuer": other.url, "token_endpoint": f"{other.url}/token"}
        async with toxic_server(answering("200 OK", named)) as server:
            lab.environment("dev", api="http://127.0.0.1:1", token="")
            file = lab.root / "environments/dev.toml"
            text = file.read_text()
            file.write_text(text.replace('token_endpoint = ""', f'issuer = "{server.url}"'))
            found = await examined(lab)
    assert other.heads == []
    assert "different issuer" in found.conclusion
    assert other.url in found.advice


async def test_an_issuer_that_no_file_names_leads_to_no_other_server(lab: Lab) -> None:
    async with toxic_server(answering("200 OK", {"access_token": "t"})) as other:

        async def behave(call: Call) -> None:
            issuer = f"{server.url}/realms/a"
            if call.target == "/realms/a/.well-known/openid-configuration":
                known = {"issuer": issuer, "token_endpoint": f"{other.url}/token"}
                await answering("200 OK", known)(call)
                return
            place = f"Location: {issuer}/.well-known/openid-configuration"
            await answering("301 Moved Permanently", "", place)(call)

        async with toxic_server(behave) as server:
            lab.environment("dev", api="http://127.0.0.1:1", token="")
            file = lab.root / "environments/dev.toml"
            text = file.read_text()
            file.write_text(text.replace('token_endpoint = ""', f'issuer = "{server.url}/realm"'))
            found = await examined(lab)
    assert other.heads == []
    assert not found.changes


async def test_the_metadata_of_the_issuer_that_the_file_names_may_lead_elsewhere(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async def behave(call: Call) -> None:
        known = {"issuer": server.url, "token_endpoint": demo_servers.token_url}
        await answering("200 OK", known)(call)

    async with toxic_server(behave) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token="")
        file = lab.root / "environments/dev.toml"
        text = file.read_text()
        file.write_text(text.replace('token_endpoint = ""', f'issuer = "{server.url}"'))
        assert (await examined(lab)).is_ready


def protected(lab: Lab, servers: StrictServers) -> None:
    lab.environment(
        "dev",
        api=servers.api_url,
        token=servers.token_url,
        client=BASIC_ONLY.client_id,
        secret=BASIC_ONLY.client_secret or "",
        more='name = "Dev"\nprotected = true\n',
    )


def test_a_protected_environment_is_asked_about(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    protected(lab, demo_servers)
    said = shell.run("doctor", "--env", "dev", "--trust")
    assert said.status == 2
    assert "protected" in said.err
    assert "--yes" in said.err
    assert not demo_servers.authorization.recorder.requests

    said = shell.run("doctor", "--env", "dev", "--trust", "--yes")
    assert said.status == 0
    assert said.text.splitlines()[-1] == 'Environment "Dev" is ready.'


def test_a_secret_that_is_not_set_is_told_before_anything_is_sent(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace('"dev-only-secret"', '{ env = "NOT_SET_HERE" }')
    file.write_text(text)
    said = shell.run("doctor", "--env", "dev", "--trust")
    assert said.status == 3
    assert "NOT_SET_HERE is not set" in said.text
    assert "export NOT_SET_HERE=VALUE" in said.text
    assert "skipped token" in said.text
    assert not demo_servers.authorization.recorder.requests


async def test_no_secret_is_told_even_if_the_server_repeats_it(lab: Lab) -> None:
    async def behave(call: Call) -> None:
        words = f"{call.head.decode('latin-1')} {call.body.decode('latin-1')} {SECRET}"
        said = {"error": "invalid_client", "error_description": words.replace("\r\n", " ")}
        await answering("401 Unauthorized", said)(call)

    async with toxic_server(only_posts(behave)) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token", secret=SECRET)
        found = await examined(lab)
    told = f"{found.steps} {found.conclusion} {found.advice}"
    errors = (one.error for one in found.steps if one.error is not None)
    told += " ".join(f"{error.what} {error.server_message} {error.why}" for error in errors)
    assert SECRET not in told
    assert found.exit_code == 4


async def test_a_wrong_secret_is_named_with_its_source(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev", api=demo_servers.api_url, token=demo_servers.token_url, secret="not-the-secret"
    )
    found = await examined(lab)
    assert found.conclusion == (
        'The server rejected the secret of client "orders-dev". No change that was tried led to a '
        "token."
    )
    assert 'secret "client_secret" (environments/dev.toml:5)' in found.advice
    assert not found.changes
    assert found.exchanges <= 4


async def test_a_grant_that_needs_a_person_is_not_begun(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    file = lab.root / "environments/dev.toml"
    grant = 'grant_type = "urn:ietf:params:oauth:grant-type:device_code"\n'
    endpoint = f'device_authorization_endpoint = "{demo_servers.issuer}/device"\n'
    text = file.read_text().replace("client_id", f"{grant}{endpoint}client_id", 1)
    file.write_text(text)
    found = await examined(lab)
    assert [one.status for one in found.steps if one.name == "token"] == [StepStatus.SKIPPED]
    assert found.exit_code == 0
    assert not demo_servers.authorization.token_requests()


async def test_a_proxy_that_does_not_respond_is_told_as_such(
    lab: Lab, demo_servers: StrictServers
) -> None:
    more = '[proxy]\nurl = "http://127.0.0.1:9"\n'
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url, more=more)
    found = await examined(lab)
    told = [(step.status.value, step.name) for step in found.steps]
    assert ("failed", "proxy") in told
    assert ("skipped", "token") in told
    assert "127.0.0.1:9" in found.conclusion


@pytest.mark.parametrize(("offset", "words"), [(7200, "2 h ahead of"), (-7200, "behind")])
async def test_clocks_that_differ_are_told(
    lab: Lab, demo_servers: StrictServers, offset: float, words: str
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    async with lab.workbench(clock=lambda: time.time() + offset) as bench:
        found = await bench.doctor.examine(lab.snapshot("dev"), "default")
    (clock,) = (step for step in found.steps if step.name == "clock")
    assert clock.status is StepStatus.WARNING
    assert words in clock.text


async def test_one_that_reads_no_token_endpoint_is_told(lab: Lab) -> None:
    lab.environment("dev", api="http://127.0.0.1:1", token="http://127.0.0.1:1/token")
    file = lab.root / "environments/dev.toml"
    keys = 'type = "basic"\nusername = "u"\npassword = "{{client_secret}}"'
    file.write_text(file.read_text().replace('type = "oauth2"', keys))
    with pytest.raises(UsageError, match="no token endpoint"):
        await examined(lab)


async def test_a_definition_without_anything_to_prove_itself_by_is_told_without_a_request(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace('client_secret = "{{client_secret}}"\n', "")
    file.write_text(text)
    found = await examined(lab)
    assert found.exit_code == 3
    assert found.steps[0].text == "[auth.default] has no client_secret."
    assert not demo_servers.authorization.recorder.requests


async def test_a_refusal_of_any_kind_ends_with_a_change_or_with_what_to_do(lab: Lab) -> None:
    with RefusingServer() as server:
        for name in list(SHAPES)[::6]:
            lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/{name}")
            found = await examined(lab)
            assert found.exchanges <= 8, name
            assert found.exit_code in (0, 4), name
            is_told = found.conclusion and found.advice
            assert found.is_ready or found.changes or is_told, (name, found)


@pytest.mark.parametrize(
    ("name", "exchanges", "advice"),
    [
        ("disabled", 3, "Ask the provider to enable it."),
        ("hydra-hint", 3, "Create a new secret at the provider"),
        ("okta-org", 5, "and add private_key"),
        ("mtls", 5, "Set client_certificate and client_key in [tls]"),
        ("auth0-audience", 3, 'audience = "…"'),
        ("github", 3, "which grant the client may use"),
        ("keycloak", 5, 'Check secret "client_secret"'),
    ],
)
async def test_what_no_change_of_the_way_would_mend_is_not_tried(
    lab: Lab, name: str, exchanges: int, advice: str
) -> None:
    with RefusingServer() as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/{name}")
        found = await examined(lab)
    assert found.exchanges == exchanges
    assert advice in found.advice
    assert not found.changes
