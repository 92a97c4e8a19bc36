"""A credential goes to a host that the files name, and to no other."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab, console, status
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, ToxicServer, response, toxic_server

from outrider.engine.engine import Engine
from outrider.engine.send.send_job import OverrideOrigin, SendJob
from outrider.errors import HostNotAllowedError


@pytest.fixture
async def engine(lab: Lab) -> AsyncIterator[Engine]:
    async with lab.workbench() as made:
        yield made


@pytest.fixture
async def stranger() -> AsyncIterator[ToxicServer]:
    """A server on this machine that no file names."""

    async def answer(call: Call) -> None:
        await call.say(response(b"hello"))

    async with toxic_server(answer) as server:
        yield server


def edited(lab: Lab, url: str, *, saved: bool = True) -> SendJob:
    """The request with another URL than its file has; without a file where it is not saved."""
    job = lab.job("list", "dev")
    request = replace(job.request.request, url=url, **({} if saved else {"file": ""}))
    return replace(
        job,
        request=replace(job.request, request=request),
        saved=job.request if saved else None,
    )


@pytest.mark.parametrize("saved", [True, False])
async def test_an_unsaved_url_names_no_host(
    lab: Lab, stranger: ToxicServer, engine: Engine, demo_servers: StrictServers, saved: bool
) -> None:
    result = await engine.sender.send(edited(lab, f"{stranger.url}/x", saved=saved))
    assert isinstance(result.error, HostNotAllowedError)
    assert result.error.exit_code == 3
    assert result.error.host == stranger.url.removeprefix("http://")
    assert result.error.has_auth
    assert demo_servers.api_url.removeprefix("http://") in result.error.known
    assert stranger.connections == 0
    assert not demo_servers.authorization.recorder.requests


async def test_a_host_is_allowed_for_one_send(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    job = edited(lab, f"{stranger.url}/x")
    host = stranger.url.removeprefix("http://")
    assert status(await engine.sender.send(replace(job, allowed_hosts=(host,)))) == 200
    assert (await engine.sender.send(job)).error is not None
    result = await engine.sender.send(replace(job, anonymous=True))
    assert status(result) == 200
    fields = (
        {line.name.lower() for line in result.exchange.request.headers} if result.exchange else {}
    )
    assert "authorization" not in fields


@pytest.mark.parametrize(
    "file",
    [
        "outrider.toml",
        "environments/dev.toml",
        "environments/dev.local.toml",
        "requests/folder.toml",
    ],
)
async def test_a_url_in_a_variable_names_its_host(
    lab: Lab, stranger: ToxicServer, engine: Engine, file: str
) -> None:
    path = lab.root / file
    text = path.read_text() if path.exists() else ""
    if "[variables]" in text:
        text = text.replace("[variables]", f'[variables]\nother = "{stranger.url}/v1"')
    else:
        text += f'\n[variables]\nother = "{stranger.url}/v1"\n'
    path.write_text(text)
    path.chmod(0o600)
    job = edited(lab, "{{other}}/x", saved=False)
    assert status(await engine.sender.send(job)) == 200


async def test_a_variable_of_the_edit_itself_names_none(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    job = edited(lab, "{{mine}}/x")
    lab.write({"other.toml": ""})
    donor = lab.request("donor", more=f'[variables]\nmine = "{stranger.url}"\n').job("donor", "dev")
    request = replace(job.request.request, variables=donor.request.request.variables)
    job = replace(job, request=replace(job.request, request=request))
    assert isinstance((await engine.sender.send(job)).error, HostNotAllowedError)


async def test_a_secret_written_in_the_request_is_kept_from_strangers_too(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    lab.request(
        "list",
        more='headers = [{ name = "X-Key", value = "{{client_secret}}" }]\n[auth]\ntype = "none"\n',
    )
    error = (await engine.sender.send(edited(lab, f"{stranger.url}/x"))).error
    assert isinstance(error, HostNotAllowedError)
    assert not error.has_auth


async def test_what_holds_no_credential_goes_anywhere(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    lab.request("list", more='[auth]\ntype = "none"\n')
    job = edited(lab, f"{stranger.url}/x")
    assert status(await engine.sender.send(job)) == 200


SAVED = {
    "basic": '[auth]\ntype = "basic"\nusername = "me"\npassword = "literal"\n',
    "a user without a password": '[auth]\ntype = "basic"\nusername = "me"\npassword = ""\n',
    "a value that is no secret": '[auth]\ntype = "bearer"\ntoken = "{{plain}}"\n'
    '[variables]\nplain = "abc"\n',
    "Authorization": 'headers = [{ name = "Authorization", value = "Bearer 8f2b9c1d7e" }]\n'
    '[auth]\ntype = "none"\n',
    "a header by its name": 'headers = [{ name = "X-Api-Key", value = "8f2b9c1d7e" }]\n'
    '[auth]\ntype = "none"\n',
    "a header from a variable": 'headers = [{ name = "Authorization", value = "Bearer {{v}}" }]\n'
    '[auth]\ntype = "none"\n[variables]\nv = "8f2b9c1d7e"\n',
    "a variable by its name": 'headers = [{ name = "X-Odd", value = "{{api_key}}" }]\n'
    '[auth]\ntype = "none"\n[variables]\napi_key = "8f2b9c1d7e"\n',
    "a query": 'query = [{ name = "access_token", value = "8f2b9c1d7e" }]\n[auth]\ntype = "none"\n',
    "a form": '[auth]\ntype = "none"\n[body]\ntype = "form"\n'
    'fields = [{ name = "password", value = "8f2b9c1d7e" }]\n',
    "JSON": '[auth]\ntype = "none"\n[body]\ntype = "json"\n'
    'content = \'{"password": "8f2b9c1d7e"}\'\n',
    "parts": '[auth]\ntype = "none"\n[body]\ntype = "multipart"\n'
    'parts = [{ name = "password", value = "8f2b9c1d7e" }]\n',
}


@pytest.mark.parametrize("where", SAVED)
async def test_a_credential_that_is_saved_goes_to_no_unsaved_host(
    lab: Lab, stranger: ToxicServer, engine: Engine, where: str
) -> None:
    lab.request("list", more=SAVED[where])
    job = edited(lab, f"{stranger.url}/x")
    error = (await engine.sender.send(job)).error
    assert isinstance(error, HostNotAllowedError)
    assert stranger.connections == 0
    host = stranger.url.removeprefix("http://")
    assert status(await engine.sender.send(replace(job, allowed_hosts=(host,)))) == 200


async def test_a_header_of_a_folder_is_a_credential_of_its_files(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    header = 'headers = [{ name = "X-Api-Key", value = "8f2b9c1d7e" }]\n[auth]\ntype = "none"\n'
    lab.write({"requests/folder.toml": header})
    for saved in (True, False):
        job = edited(lab, f"{stranger.url}/x", saved=saved)
        assert isinstance((await engine.sender.send(job)).error, HostNotAllowedError)


async def test_a_row_that_is_off_is_no_credential(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    row = '{ name = "X-Api-Key", value = "8f2b9c1d7e", enabled = false }'
    lab.request("list", more=f'headers = [{row}]\n[auth]\ntype = "none"\n')
    assert status(await engine.sender.send(edited(lab, f"{stranger.url}/x"))) == 200


OWN = [
    '[auth]\ntype = "basic"\nusername = "me"\npassword = "literal"\n',
    'headers = [{ name = "X-Api-Key", value = "8f2b9c1d7e" }]\n[auth]\ntype = "none"\n',
]


@pytest.mark.parametrize("own", OWN)
async def test_a_credential_of_no_file_goes_where_it_was_sent_first_and_nowhere_else(
    lab: Lab, stranger: ToxicServer, demo_servers: StrictServers, engine: Engine, own: str
) -> None:
    written = lab.request("donor", more=own).job("donor", "dev").request.request
    job = edited(lab, "http://127.0.0.1:1/x", saved=False)

    def at(url: str) -> SendJob:
        request = replace(written, url=url, file="", id=job.request.request.id)
        return replace(job, request=replace(job.request, request=request))

    assert status(await engine.sender.send(at(f"{stranger.url}/x"))) == 200
    assert status(await engine.sender.send(at(f"{stranger.url}/y"))) == 200
    error = (await engine.sender.send(at("http://127.0.0.1:1/x"))).error
    assert isinstance(error, HostNotAllowedError)
    # What the files name is named for it as well.
    assert status(await engine.sender.send(at("{{base_url}}/orders"))) is not None


async def test_a_value_of_the_command_line_names_its_host_and_the_console_says_so(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    assert status(await lab.send(engine, base_url=stranger.url)) == 200
    host = stranger.url.removeprefix("http://")
    note = f'Variable "base_url" set on the command line names {host}: '
    assert f"{note}the request's credentials may go there." in console(engine)


async def test_host_and_port_of_a_value_count_as_if_they_were_written(
    lab: Lab, stranger: ToxicServer, engine: Engine, demo_servers: StrictServers
) -> None:
    api, other = (one.removeprefix("http://") for one in (demo_servers.api_url, stranger.url))
    lab.request("list", url="http://{{host}}/orders", more=f'[variables]\nhost = "{api}"\n')
    job = lab.job("list", "dev")
    assert status(await engine.sender.send(job)) == 200
    session = replace(
        lab.job("list", "dev", host=other).snapshot, override_origin=OverrideOrigin.SESSION
    )
    result = await engine.sender.send(replace(job, snapshot=session))
    assert isinstance(result.error, HostNotAllowedError)
    assert result.error.host == other
    assert stranger.connections == 0


async def test_a_value_of_the_session_names_no_host(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    job = lab.job("list", "dev", base_url=stranger.url)
    snapshot = replace(job.snapshot, override_origin=OverrideOrigin.SESSION)
    result = await engine.sender.send(replace(job, snapshot=snapshot))
    assert isinstance(result.error, HostNotAllowedError)
    assert stranger.connections == 0
    host = stranger.url.removeprefix("http://")
    allowed = replace(job, snapshot=snapshot, allowed_hosts=(host,))
    assert status(await engine.sender.send(allowed)) == 200


async def test_of_several_values_those_are_named_that_name_the_host(
    lab: Lab, stranger: ToxicServer, engine: Engine
) -> None:
    file = lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace("[variables]", '[variables]\nother = "x"', 1))
    assert status(await lab.send(engine, base_url=stranger.url, other="y")) == 200
    [note] = [line for line in console(engine) if "may go there" in line]
    assert note.startswith('Variable "base_url" set on the command line names')


async def test_an_endpoint_of_the_command_line_is_told_in_the_console(
    lab: Lab, stranger: ToxicServer, engine: Engine, demo_servers: StrictServers
) -> None:
    file = lab.root / "environments/dev.toml"
    text = file.read_text().replace(demo_servers.issuer, "{{login}}")
    file.write_text(text.replace("[variables]", f'[variables]\nlogin = "{demo_servers.issuer}"'))
    assert status(await lab.send(engine)) == 200
    assert not any("--var" in line for line in console(engine))
    await lab.send(engine, login=stranger.url)
    host = stranger.url.removeprefix("http://")
    told = f'Variable "login" set on the command line names {host}: '
    told += "the client's credentials may go there."
    assert told in console(engine)


async def test_a_secret_has_hosts_of_its_own(
    lab: Lab, demo_servers: StrictServers, stranger: ToxicServer, engine: Engine
) -> None:
    file = lab.root / "environments/dev.toml"
    host = demo_servers.api_url.removeprefix("http://")
    secret = f'client_secret = {{ file = "secret.txt", hosts = ["{host}"] }}'
    lab.write({"secret.txt": "dev-only-secret"})
    file.write_text(file.read_text().replace('client_secret = "dev-only-secret"', secret))
    result = await lab.send(engine)
    # The token endpoint is not among them.
    assert result.error is not None
    assert result.error.code == "secret_host"
    assert not demo_servers.authorization.recorder.requests
    both = f'"{host}", "{demo_servers.issuer.removeprefix("http://")}"'
    file.write_text(file.read_text().replace(f'"{host}"', both, 1))
    assert status(await lab.send(engine)) == 200


async def test_hosts_are_those_of_the_values_with_which_each_row_is_sent(
    lab: Lab, stranger: ToxicServer
) -> None:
    lab.write({"outrider.toml": '[variables]\nother = "{{$env.OTHER}}/x"\n'})
    lab.request("row", "{{place}}/x?{{other}}")
    process = {"OTHER": stranger.url}
    row = {"place": stranger.url}
    async with Engine(process_environment=process) as engine:
        job = lab.job("row", "dev")
        job = replace(job, snapshot=replace(job.snapshot, row=row))
        assert status(await engine.sender.send(job)) == 200
        process["OTHER"] = "https://elsewhere.example"
        refused = await engine.sender.send(job)
        assert isinstance(refused.error, HostNotAllowedError)
        process["OTHER"] = stranger.url
        assert status(await engine.sender.send(job)) == 200
        elsewhere = replace(job.snapshot, row={"place": "https://elsewhere.example"})
        refused = await engine.sender.send(replace(job, snapshot=elsewhere))
        assert isinstance(refused.error, HostNotAllowedError)
    assert stranger.connections > 0
