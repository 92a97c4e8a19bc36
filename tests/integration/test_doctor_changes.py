"""The change that a diagnosis proposes: where it is made, and with which references."""

from __future__ import annotations

import dataclasses
import itertools
import os

import pytest
from tests.engine_lab import Lab
from tests.integration.doctoring import answering, examined, only_posts
from tests.servers.strict import BASIC_ONLY, POST_ONLY, StrictServers
from tests.servers.toxic import Call, toxic_server
from tests.shell import Shell

from outrider.engine.doctor.diagnosis_text import change_lines, summary_line
from outrider.engine.doctor.key_changes import make_change
from outrider.errors import SaveError


def test_what_is_found_is_printed_line_by_line_and_the_change_at_the_end(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev",
        api=demo_servers.api_url,
        token="{{login}}/connect/tokens",
        client=POST_ONLY.client_id,
        secret=POST_ONLY.client_secret or "",
        more=f'[variables]\nlogin = "{demo_servers.issuer}"\n',
    )
    file = lab.root / "environments/dev.toml"
    api = f'[variables]\nbase_url = "{demo_servers.api_url}"\n'
    file.write_text(file.read_text().replace(api, f'base_url = "{demo_servers.api_url}"\n'))
    said = shell.run("doctor", "--env", "dev", "--trust", "--auth", "billing")
    assert said.status == 4
    assert "DNS" not in said.text
    assert "ok      TCP        127.0.0.1:" in said.text
    assert (
        "Change auth.default.token_endpoint in environments/dev.toml:9:\n"
        '  "{{login}}/connect/tokens" -> "{{login}}/connect/token"\n'
        "Add auth.default.token_endpoint_auth_method in environments/dev.toml:7:\n"
        '  "client_secret_post"\n'
    ) in said.text
    assert said.text.splitlines()[-1].endswith("No request was sent to the API.")
    assert not demo_servers.api.recorder.requests


async def test_a_change_is_not_made_where_the_file_says_something_else_by_now(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev",
        api=demo_servers.api_url,
        token=f"{demo_servers.token_url}s",
        client=BASIC_ONLY.client_id,
        secret=BASIC_ONLY.client_secret or "",
    )
    (change,) = (await examined(lab)).changes
    file = lab.root / "environments/dev.toml"
    text = file.read_text()
    file.write_text(text.replace("/connect/tokens", "/another"))
    with pytest.raises(SaveError, match="changed"):
        make_change(lab.root, "dev", change, trusted=True)
    assert "/another" in file.read_text()
    file.write_text(text)
    make_change(lab.root, "dev", change, trusted=True)
    assert (await examined(lab)).is_ready


async def test_a_change_goes_to_the_file_that_has_the_value(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev",
        api=demo_servers.api_url,
        token="{{token_url}}",
        client=BASIC_ONLY.client_id,
        secret=BASIC_ONLY.client_secret or "",
    )
    root = lab.root / "outrider.toml"
    written = f"# ours\n[variables]\ntoken_url = '{demo_servers.token_url}/' # where\n"
    root.write_text(written)
    (change,) = (await examined(lab)).changes
    assert str(change.place) == "outrider.toml:3: variables.token_url"
    make_change(lab.root, "dev", change, trusted=True)
    assert root.read_text().splitlines()[0] == "# ours"
    assert root.read_text().endswith("# where\n")
    assert (await examined(lab)).is_ready

    text = f"[variables]\nlogin = '{demo_servers.issuer}'\ntoken_url = '{{{{login}}}}/token'\n"
    root.write_text(text)
    (change,) = (await examined(lab)).changes
    assert (change.old, change.new) == ("{{login}}/token", "{{login}}/connect/token")
    make_change(lab.root, "dev", change, trusted=True)
    assert (await examined(lab)).is_ready

    root.write_text("[variables]\n")
    local = lab.root / "environments/dev.local.toml"
    local.write_text(f"[variables]\ntoken_url = '{demo_servers.token_url}/' # mine\n")
    local.chmod(0o600)
    (change,) = (await examined(lab)).changes
    assert change.place.file == "environments/dev.local.toml"
    make_change(lab.root, "dev", change, trusted=True)
    assert local.read_text().endswith(f"'{demo_servers.token_url}' # mine\n")
    assert (await examined(lab)).is_ready


async def test_a_program_that_gives_a_secret_is_run_once_for_all_that_is_tried(
    lab: Lab, demo_servers: StrictServers
) -> None:
    counted = lab.root / "counted"
    script = f"echo once >> {counted}; echo {POST_ONLY.client_secret}"
    lab.environment("dev", api=demo_servers.api_url, token=f"{demo_servers.token_url}s")
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace(
        '"dev-only-secret"', f'{{ command = ["sh", "-c", "{script}"] }}'
    )
    file.write_text(text.replace("orders-dev", POST_ONLY.client_id))
    lab.process["PATH"] = os.environ["PATH"]
    found = await examined(lab)
    assert [change.key[-1] for change in found.changes] == [
        "token_endpoint",
        "token_endpoint_auth_method",
    ]
    assert counted.read_text() == "once\n"


async def test_a_wrong_secret_behind_another_mistake_is_still_named_with_its_source(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev",
        api=demo_servers.api_url,
        token=f"{demo_servers.token_url}s",
        client=POST_ONLY.client_id,
        secret="not-the-secret",
    )
    found = await examined(lab)
    assert len(found.changes) == 2
    assert found.exit_code == 4
    assert 'secret "client_secret" (environments/dev.toml:5), in plain text' in found.advice


async def test_an_issuer_whose_metadata_moved_on_the_same_server_is_followed(lab: Lab) -> None:
    async def behave(call: Call) -> None:
        issuer = f"{server.url}/realms/a"
        known = {"issuer": issuer, "token_endpoint": f"{issuer}/token"}
        token = {"access_token": "t", "token_type": "Bearer"}
        place = f"{issuer}/.well-known/openid-configuration"
        if call.head.startswith(b"POST"):
            await answering("200 OK", token)(call)
        elif call.target == "/realms/a/.well-known/openid-configuration":
            await answering("200 OK", known)(call)
        else:
            await answering("301 Moved Permanently", "", f"Location: {place}")(call)

    async with toxic_server(behave) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token="")
        file = lab.root / "environments/dev.toml"
        text = file.read_text()
        file.write_text(text.replace('token_endpoint = ""', f'issuer = "{server.url}/realm/a"'))
        found = await examined(lab)
    (change,) = found.changes
    assert (change.key[-1], change.new) == ("issuer", f"{server.url}/realms/a")


@pytest.mark.parametrize("written", ["", '[auth.default.token_response]\naccess_token = "token"\n'])
async def test_a_token_that_is_elsewhere_in_the_response_is_found(lab: Lab, written: str) -> None:
    body = {"data": {"accessToken": "t", "expiresIn": 60}, "token_type": "Bearer"}
    async with toxic_server(only_posts(answering("200 OK", body))) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        file = lab.root / "environments/dev.toml"
        file.write_text(file.read_text().replace("[auth.billing]", f"{written}[auth.billing]"))
        (change,) = (await examined(lab)).changes
        assert change.key[-2:] == ("token_response", "access_token")
        assert change.new == "data.accessToken"
        make_change(lab.root, "dev", change, trusted=True)
        assert (await examined(lab)).exit_code == 0


async def test_a_change_goes_to_the_overlay_or_to_the_definition_that_is_extended(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "dev",
        api=demo_servers.api_url,
        token=demo_servers.token_url,
        client=BASIC_ONLY.client_id,
        secret=BASIC_ONLY.client_secret or "",
    )
    local = lab.root / "environments/dev.local.toml"
    local.write_text('[auth.default]\nscope = "orders.reed orders.read" # mine\n')
    local.chmod(0o600)
    base = (lab.root / "environments/dev.toml").read_text()
    (change,) = (await examined(lab)).changes
    assert str(change.place) == "environments/dev.local.toml:2: auth.default.scope"
    make_change(lab.root, "dev", change, trusted=True)
    assert local.read_text() == '[auth.default]\nscope = "orders.read" # mine\n'
    assert (lab.root / "environments/dev.toml").read_text() == base

    local.unlink()
    file = lab.root / "environments/dev.toml"
    file.write_text(base.replace("/connect/token", "/connect/tokens"))
    async with lab.workbench() as bench:
        found = await bench.doctor.examine(lab.snapshot("dev"), "billing")
    (change,) = found.changes
    assert change.key == ("auth", "default", "token_endpoint")


@pytest.mark.parametrize(
    ("right", "wrong", "moved"),
    [
        ("client_id = ", "clientId = ", 2),
        ('client_id = "', 'client_id = " ', 1),
        ("token_endpoint = ", "token_url = ", 2),
        ('token_endpoint = "http://', 'token_endpoint = "', 1),
        ('token_endpoint = "http', 'token_endpoint = " http', 1),
        ("scope = ", 'token_endpoint_auth_method = "client_secret_form"\nscope = ', 1),
        ("scope = ", 'grant_type = "client-credential"\nscope = ', 1),
        ("orders.read orders.write", "orders.read; orders.write", 1),
    ],
)
async def test_what_is_no_definition_as_it_is_written_is_one_after_the_change(
    lab: Lab, demo_servers: StrictServers, right: str, wrong: str, moved: int
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    file = lab.root / "environments/dev.toml"
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    found = await examined(lab)
    assert len(found.changes) == moved, [one.text for one in found.steps]
    assert len(list(change_lines(found))) == 2
    for change in found.changes:
        make_change(lab.root, "dev", change, trusted=True)
    assert (await examined(lab)).is_ready


async def test_an_audience_beside_its_table_is_moved_into_it(lab: Lab) -> None:
    async def behave(call: Call) -> None:
        said = {"error": "access_denied", "error_description": "No audience parameter was provided"}
        right = b"audience=https%3A%2F%2Fapi.example.com" in call.body
        token = {"access_token": "t", "token_type": "Bearer"}
        await (answering("200 OK", token) if right else answering("403 Forbidden", said))(call)

    async with toxic_server(only_posts(behave)) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        file = lab.root / "environments/dev.toml"
        wrong = 'audience = "https://{{host}}"\nscope'
        variables = '[variables]\nhost = "api.example.com"\n'
        file.write_text(
            file.read_text().replace("scope", wrong, 1).replace("[variables]\n", variables)
        )
        found = await examined(lab)
        assert list(change_lines(found)) == [
            "Move auth.default.audience in environments/dev.toml:12 to:",
            "  auth.default.token_parameters.audience",
        ]
        for change in found.changes:
            make_change(lab.root, "dev", change, trusted=True)
        assert (await examined(lab)).is_ready


async def test_a_slash_that_an_audience_lacks_leaves_its_reference(lab: Lab) -> None:
    async def behave(call: Call) -> None:
        right = b"api.example.com%2F&" in call.body + b"&"
        token = {"access_token": "t", "token_type": "Bearer"}
        said = answering("400 Bad Request", {"error": "invalid_target"})
        await (answering("200 OK", token) if right else said)(call)

    async with toxic_server(only_posts(behave)) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        file = lab.root / "environments/dev.toml"
        more = '[auth.default.token_parameters]\naudience = "{{api}}"\n[auth.billing]'
        text = file.read_text().replace("[auth.billing]", more)
        text = text.replace("[variables]", '[variables]\napi = "https://api.example.com"')
        file.write_text(text)
        (change,) = (await examined(lab)).changes
    assert (change.old, change.new) == ("{{api}}", "{{api}}/")


async def test_a_server_that_is_not_there_is_told_with_the_line_of_its_address(lab: Lab) -> None:
    lab.environment("dev", api="http://127.0.0.1:1", token="http://127.0.0.1:1/token")
    found = await examined(lab)
    assert found.advice == (
        "Check the port in token_endpoint (environments/dev.toml:8), "
        "and that the server is running."
    )


async def test_a_credential_under_another_name_is_named_and_never_shown(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url)
    file = lab.root / "environments/dev.toml"
    wrong = 'clientSecret = "Kq7-written-out-here"'
    file.write_text(file.read_text().replace('client_secret = "{{client_secret}}"', wrong))
    said = shell.run("doctor", "--env", "dev", "--trust", "-v")
    assert said.status == 3
    assert 'Rename key "clientSecret" (environments/dev.toml:' in said.text
    assert "Kq7-written-out-here" not in said.text


async def test_an_unknown_client_is_named_before_the_way_in_which_it_proves_itself(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment("dev", api=demo_servers.api_url, token=demo_servers.token_url, client="nobody")
    found = await examined(lab)
    assert 'The server does not know client "nobody".' in found.conclusion
    assert found.advice.startswith("Check client_id (environments/dev.toml:9)")
    assert not found.changes


async def test_steps_that_were_skipped_do_not_hide_that_all_is_well(lab: Lab) -> None:
    token = answering("200 OK", {"access_token": "t", "token_type": "Bearer", "expires_in": 60})
    async with toxic_server(only_posts(token)) as server:
        lab.environment("dev", api="http://127.0.0.1:1", token=f"{server.url}/token")
        said = summary_line(await examined(lab))
    assert said == 'Environment "dev" is ready. 1 skipped, 4 ok. No request was sent to the API.'


MISTAKES = {
    "endpoint": ('/connect/token"', '/connect/tokens"'),
    "page": ('/connect/token"', '/connect/authorize"'),
    "userinfo": ('/connect/token"', '/connect/userinfo"'),
    "method": ("[auth.default]\n", '[auth.default]\ntoken_endpoint_auth_method = "{method}"\n'),
    "id": ("{client}", "{client} "),
    "scope": ('scope = "', 'scope = "nothing '),
    "audience": (
        "[auth.billing]",
        '[auth.default.token_parameters]\naudience = "https://x"\n[auth.billing]',
    ),
}


@pytest.mark.parametrize(
    "made",
    [
        one
        for one in itertools.combinations(MISTAKES, 3)
        if len({"endpoint", "page", "userinfo"} & set(one)) < 2
    ],
    ids=" ".join,
)
async def test_three_mistakes_at_once_are_all_found_and_no_secret_is_blamed(
    made: tuple[str, ...], lab: Lab, demo_servers: StrictServers
) -> None:
    options = demo_servers.authorization.options
    demo_servers.authorization.options = dataclasses.replace(options, terse_errors=True)
    client = BASIC_ONLY.client_id
    lab.environment(
        "dev",
        api=demo_servers.api_url,
        token=demo_servers.token_url,
        client=client,
        secret=BASIC_ONLY.client_secret or "",
    )
    file = lab.root / "environments/dev.toml"
    text = file.read_text()
    for name in made:
        old, new = (
            part.replace("{client}", client).replace("{method}", "client_secret_post")
            for part in MISTAKES[name]
        )
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)
    found = await examined(lab)
    assert found.exchanges <= 8
    assert "secret" not in found.conclusion + found.advice
    for change in found.changes:
        make_change(lab.root, "dev", change, trusted=True)
    assert (await examined(lab)).is_ready, (found.changes, found.conclusion)
