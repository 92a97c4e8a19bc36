"""A secret with `hosts` goes to these hosts, and on no road to another."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab, status
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, ToxicServer, response, toxic_server
from tests.shell import Shell

from outrider.engine.engine import Engine
from outrider.errors import ResolveError
from outrider.model.secret import Secret

VALUE = "bound-CANARY-5b1e"
OTHER = "api.example.com"


@pytest.fixture
async def engine(lab: Lab) -> AsyncIterator[Engine]:
    lab.process["KEY"] = VALUE
    async with lab.workbench() as made:
        yield made


@pytest.fixture
async def stranger() -> AsyncIterator[ToxicServer]:
    """A server that is named by the files, and not by the secret."""

    async def answer(call: Call) -> None:
        if call.target == "/moved":
            location = b"Location: http://localhost:%d/there" % server.port
            await call.say(response(b"", location, status=b"307 Temporary Redirect"))
        elif call.target == "/.well-known/openid-configuration":
            url = f"http://localhost:{server.port}"
            said = {"issuer": server.url, "token_endpoint": f"{url}/token"}
            await call.say(response(json.dumps(said).encode()))
        else:
            await call.say(response(b"{}"))

    async with toxic_server(answer) as server:
        yield server


def bound(lab: Lab, stranger: ToxicServer, more: str = "", *, hosts: str = OTHER) -> Lab:
    """An environment whose secret is for another host than the server."""
    return lab.write(
        {
            "environments/dev.toml": f"""[variables]
base_url = "{stranger.url}"
indirect = "k-{{{{key}}}}"
[secrets]
# A comment.
key = {{ env = "KEY", hosts = ["{hosts}"] }}
{more}
"""
        }
    )


ROADS = {
    "a header": 'headers = [{ name = "X-Key", value = "{{key}}" }]\n',
    "a header through a variable": 'headers = [{ name = "X-Odd", value = "{{indirect}}" }]\n',
    "a query": 'query = [{ name = "k", value = "{{key}}" }]\n',
    "a path": 'url = "{{base_url}}/x/{{key}}"\n',
    "userinfo": 'url = "{{base_with_user}}/x"\n[variables]\n'
    'base_with_user = "http://me:{{key}}@127.0.0.1:PORT"\n',
    "JSON": '[body]\ntype = "json"\ncontent = \'{"k": "{{key}}"}\'\n',
    "a form": '[body]\ntype = "form"\nfields = [{ name = "k", value = "{{key}}" }]\n',
    "parts": '[body]\ntype = "multipart"\nparts = [{ name = "k", value = "{{key}}" }]\n',
    "basic": '[auth]\ntype = "basic"\nusername = "me"\npassword = "{{key}}"\n',
    "bearer": '[auth]\ntype = "bearer"\ntoken = "{{key}}"\n',
    "api_key": '[auth]\ntype = "api_key"\nname = "X-K"\nvalue = "{{key}}"\n',
    "digest": '[auth]\ntype = "digest"\nusername = "me"\npassword = "{{key}}"\n',
    "the OS environment variable itself": 'headers = [{ name = "X-K", value = "{{$env.KEY}}" }]\n',
}


def asks(lab: Lab, stranger: ToxicServer, road: str) -> None:
    text = ROADS[road].replace("PORT", str(stranger.port))
    if "url = " not in text.split("[")[0]:
        text = f'url = "{{{{base_url}}}}/x"\n{text}'
    lab.write({"requests/list.toml": f'method = "POST"\n{text}'})


@pytest.mark.parametrize("road", ROADS)
async def test_a_request_to_another_host_is_not_sent(
    lab: Lab, stranger: ToxicServer, engine: Engine, road: str
) -> None:
    bound(lab, stranger)
    asks(lab, stranger, road)
    for allowed in ((), (stranger.url.removeprefix("http://"),)):
        job = replace(lab.job("list", "dev"), allowed_hosts=allowed)
        error = (await engine.sender.send(job)).error
        assert error is not None, road
        assert error.exit_code == 3
        (fault,) = error.faults
        assert fault.what == f'Secret "key" must not go to 127.0.0.1:{stranger.port}.'
        assert str(fault.place).startswith("environments/dev.toml:6")
        assert OTHER in fault.why
        assert VALUE not in str(error)
    assert stranger.connections == 0
    host = f"127.0.0.1:{stranger.port}"
    bound(lab, stranger, hosts=host)
    assert status(await engine.sender.send(lab.job("list", "dev"))) == 200


@pytest.mark.parametrize("road", ["a header", "JSON", "basic"])
async def test_a_value_of_the_command_line_is_bound_as_the_secret_is(
    lab: Lab, stranger: ToxicServer, engine: Engine, road: str
) -> None:
    bound(lab, stranger)
    asks(lab, stranger, road)
    # A short one is known by its name alone.
    for value in ("other-CANARY-0a7c", "abc"):
        error = (await engine.sender.send(lab.job("list", "dev", key=Secret(value)))).error
        assert error is not None
        assert error.code == "secret_host"
    assert stranger.connections == 0


OAUTH = """[auth.default]
type = "oauth2"
client_id = "me"
"""


@pytest.mark.parametrize(
    "definition",
    [
        'token_endpoint = "URL/token"\nclient_secret = "{{key}}"\n',
        'token_endpoint = "URL/token"\nclient_secret = "{{key}}"\n'
        'token_endpoint_auth_method = "client_secret_post"\n',
        'token_endpoint = "URL/token"\nclient_secret = "x"\n'
        '[auth.default.token_parameters]\nk = "{{key}}"\n',
        'token_endpoint = "URL/token"\nclient_secret = "x"\n'
        '[auth.default.token_headers]\nX-K = "{{indirect}}"\n',
        'token_endpoint = "URL/token"\nclient_secret = "x"\ngrant_type = "password"\n'
        'username = "me"\npassword = "{{key}}"\n',
    ],
)
async def test_a_token_request_to_another_host_is_not_sent(
    lab: Lab, stranger: ToxicServer, engine: Engine, definition: str
) -> None:
    bound(lab, stranger, OAUTH + definition.replace("URL", stranger.url))
    lab.request("list")
    error = (await engine.sender.send(lab.job("list", "dev"))).error
    assert error is not None
    assert error.faults[0].what.startswith('Secret "key" must not go to 127.0.0.1')
    with pytest.raises(ResolveError):
        await lab.token(engine)
    assert stranger.connections == 0


@pytest.mark.parametrize("value", [VALUE, "abc"])
async def test_an_endpoint_that_metadata_names_is_another_host(
    lab: Lab, stranger: ToxicServer, engine: Engine, value: str
) -> None:
    lab.process["KEY"] = value
    definition = f'issuer = "{stranger.url}"\nclient_secret = "{{{{key}}}}"\n'
    bound(lab, stranger, OAUTH + definition, hosts="127.0.0.1")
    lab.request("list")
    error = (await engine.sender.send(lab.job("list", "dev"))).error
    assert error is not None
    assert error.faults[0].what == f'Secret "key" must not go to localhost:{stranger.port}.'
    assert str(error.faults[0].place).startswith("environments/dev.toml:6")
    assert [head.split()[1] for head in stranger.heads] == [b"/.well-known/openid-configuration"]


@pytest.mark.parametrize("road", ["a header", "a query", "JSON", "basic"])
async def test_a_redirect_takes_it_to_no_other_host(
    lab: Lab, stranger: ToxicServer, engine: Engine, road: str
) -> None:
    bound(lab, stranger, hosts="127.0.0.1")
    asks(lab, stranger, road)
    file = lab.root / "requests/list.toml"
    text = file.read_text().replace("/x", "/moved")
    file.write_text(text + "[options]\nfollow_redirects = true\n")
    job = replace(lab.job("list", "dev"), allowed_hosts=(f"localhost:{stranger.port}",))
    await engine.sender.send(job)
    assert VALUE.encode() not in b"".join([*stranger.heads[1:], *stranger.bodies[1:]])


async def test_a_proxy_is_another_host(lab: Lab, stranger: ToxicServer, engine: Engine) -> None:
    proxy = f'[proxy]\nurl = "http://me:{{{{key}}}}@127.0.0.1:{stranger.port}"\n'
    bound(lab, stranger, proxy)
    lab.request("list")
    error = (await engine.sender.send(lab.job("list", "dev"))).error
    assert error is not None
    assert error.faults[0].code == "secret_host"
    assert stranger.connections == 0


async def test_what_has_its_value_from_elsewhere_is_not_sent_either(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    bound(lab, stranger, 'twin = { env = "KEY" }\n', hosts="127.0.0.1")
    asks(lab, stranger, "a header")
    assert status(await engine.sender.send(lab.job("list", "dev"))) == 200
    bound(lab, stranger, 'twin = { file = "twin" }\n')
    lab.write(
        {"twin": VALUE, "requests/list.toml": 'url = "{{base_url}}/x?k={{twin}}&b={{key}}"\n'}
    )
    sent = stranger.connections
    for url in ("{{base_url}}/x?k={{twin}}", f"{{{{base_url}}}}/x?k={VALUE}"):
        lab.write({"requests/list.toml": f'url = "{url}"\n'})
        # The value is known since the secret was opened.
        error = (await engine.sender.send(lab.job("list", "dev"))).error
        assert error is not None, url
        assert error.faults[0].code == "secret_host"
    assert stranger.connections == sent


async def test_what_a_file_says_now_counts(lab: Lab, stranger: ToxicServer, engine: Engine) -> None:
    bound(lab, stranger)
    asks(lab, stranger, "a header")
    assert (await engine.sender.send(lab.job("list", "dev"))).error is not None
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace(f', hosts = ["{OTHER}"]', ""))
    assert status(await engine.sender.send(lab.job("list", "dev"))) == 200


async def test_an_export_with_values_has_none_for_another_host(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    bound(lab, stranger)
    asks(lab, stranger, "a header")
    with pytest.raises(ResolveError):
        await engine.sender.preview(lab.job("list", "dev"))
    assert stranger.connections == 0


def test_the_shell_says_where_it_is_bound(lab: Lab, tmp_path: Path) -> None:
    lab.write(
        {
            "environments/dev.toml": '[variables]\nbase_url = "http://127.0.0.1:1"\n\n[secrets]\n'
            f'key = {{ env = "KEY", hosts = ["*.{OTHER}"] }}\n'
            'free = { env = "FREE" }\n',
            "requests/list.toml": 'url = "{{base_url}}/?k={{key}}"\n',
        }
    )
    shell = Shell(tmp_path / "home", lab.root, {"KEY": VALUE, "FREE": "x"})
    sent = shell.run("send", "list", "--env", "dev", "--trust", "--allow-host", "127.0.0.1:1")
    revealed = shell.run("export", "list", "--as", "curl", "--env", "dev", "--trust", "--reveal")
    for said in (sent, revealed):
        assert said.status == 3
        assert said.lines[0] == (
            'environments/dev.toml:5: error: Secret "key" must not go to 127.0.0.1:1.'
        )
        assert f"Its hosts are: *.{OTHER}." in said.err
        assert VALUE not in said.text + said.err
    masked = shell.run("export", "list", "--as", "curl", "--env", "dev", "--trust")
    assert masked.status == 0
    assert VALUE not in masked.text
    checked = shell.run("check")
    assert checked.status == 3
    assert 'Secret "key" must not go to 127.0.0.1:1.' in checked.text + checked.err


async def test_other_environments_are_not_held_by_it(
    lab: Lab, stranger: ToxicServer, demo_servers: StrictServers, engine: Engine
) -> None:
    bound(lab, stranger)
    asks(lab, stranger, "a header")
    assert (await engine.sender.send(lab.job("list", "dev"))).error is not None
    text = (lab.root / "environments/dev.toml").read_text().replace(OTHER, "127.0.0.1")
    lab.write({"environments/other.toml": text})
    assert status(await engine.sender.send(lab.job("list", "other"))) == 200


async def test_a_plain_text_of_the_local_file_is_bound_as_the_shared_entry(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    bound(lab, stranger)
    asks(lab, stranger, "a header")
    local = lab.root / "environments/dev.local.toml"
    local.write_text(f'[secrets]\nkey = "{VALUE}"\n')
    local.chmod(0o600)
    error = (await engine.sender.send(lab.job("list", "dev"))).error
    assert error is not None
    assert error.faults[0].code == "secret_host"
    assert stranger.connections == 0
