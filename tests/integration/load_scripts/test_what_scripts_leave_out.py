"""What a script cannot do is said in it and in the report; what is secret is in neither."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.canary import leaks
from tests.engine_lab import Lab
from tests.integration.conftest import SecureServers, issued
from tests.integration.load_scripts.load_programs import run_script, start_script, why_not
from tests.integration.load_scripts.workshop import FORMATS, LITERALS, SECRETS, Workshop
from tests.shell import Shell

from outrider.exporters import EXPORTERS

NONE = 'auth = { type = "none" }\n'
CODE = (
    'grant_type = "authorization_code"\ntoken_endpoint_auth_method = "none"\n'
    'authorization_endpoint = "{{base_url}}/authorize"\n'
)
GRANT = '[auth]\ntype = "oauth2"\ntoken_endpoint = "{{base_url}}/token"\nclient_id = "c"\n'


@pytest.mark.parametrize("name", FORMATS)
def test_a_script_shows_no_secret(name: str, workshop: Workshop) -> None:
    said = workshop.exported(name)
    assert said.status == 0, said.err
    texts = [("script", said.out), ("report", said.err.encode())]
    assert leaks([*SECRETS.values(), *LITERALS.values()], texts) == []
    assert workshop.server.seen == []
    for value in SECRETS:
        assert f"{value}: secret" in said.text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("request_text", "told"),
    [
        (
            f"{GRANT}{CODE}",
            "The token is read from ODD_ACCESS_TOKEN, and not renewed: grant type "
            '"authorization_code" has no counterpart.',
        ),
        (
            f'{GRANT}token_endpoint_auth_method = "client_secret_jwt"\n'
            'client_secret = "{{client_secret}}"\n',
            "The token is read from ODD_ACCESS_TOKEN, and not renewed: client authentication "
            'method "client_secret_jwt" has no counterpart.',
        ),
        (
            f'{GRANT}client_secret = "{{{{client_secret}}}}"\ndpop = true\n',
            "A token that is bound to a key (DPoP) was not exported: the request has no "
            "credential.",
        ),
        (
            '[auth]\ntype = "aws_sigv4"\naccess_key_id = "a"\nregion = "r"\nservice = "s"\n'
            'secret_access_key = "{{client_secret}}"\n',
            "The signature of AWS was not exported: the request has no credential.",
        ),
        (
            '[auth]\ntype = "digest"\nusername = "u"\npassword = "{{pass}}"\n',
            "Digest authentication was not exported: the request has no credential.",
        ),
        (
            f'{NONE}headers = [{{ name = "X", value = "{{{{$randomEmail}}}} {{{{$guid}}}}" }}]\n',
            "{{$randomEmail}} has one value, which the script always sends.",
        ),
        (
            f'{NONE}[[capture]]\nname = "x"\njq = ".a | length"\n',
            'Capture "x" was not exported: the jq program is not a path.',
        ),
        (
            f'{NONE}[[capture]]\nname = "x"\nheader = "A"\nregex = "b"\n',
            'Capture "x" was not exported: it searches a regular expression.',
        ),
        (
            f'{NONE}[[expect]]\nschema = "s.json"\n',
            "Expectation schema s.json was not exported: schema has no counterpart.",
        ),
        (
            f'{NONE}[[expect]]\njq = ".a"\nmatches = "b"\n',
            "Expectation jq .a was not exported: matches has no counterpart.",
        ),
        (
            f'{NONE}[[expect]]\njq = ".a"\nequals = "{{{{base_url}}}}"\n',
            "Expectation jq .a was not exported: it has a reference.",
        ),
        (
            f'{NONE}[[expect]]\nheader = "X-Api-Key"\nequals = "sk_live_4242424242424242abcd"\n',
            "An expectation was not exported: it has a credential.",
        ),
    ],
)
def test_what_is_left_out_is_told(
    name: str, request_text: str, told: str, workshop: Workshop
) -> None:
    workshop.write("requests/odd.toml", f'url = "{{{{base_url}}}}/odd"\n{request_text}')
    said = workshop.exported(name, "odd")
    assert said.status == 0, said.err
    assert f"odd: {told}" in said.err
    assert f"{told}\n" in said.text


@pytest.mark.parametrize("name", FORMATS)
def test_a_token_that_a_script_cannot_fetch_is_given_to_it(name: str, workshop: Workshop) -> None:
    if why := why_not(name):
        pytest.skip(why)
    text = f'url = "{{{{base_url}}}}/odd"\n{GRANT}{CODE}'
    workshop.write("requests/odd.toml", text)
    script = workshop.export(name, "odd")
    folder = workshop.shell.home / "given"
    done = start_script(name, script, folder, {"ODD_ACCESS_TOKEN": "given.token~1"})
    assert done.returncode == 0, done.stderr.decode()
    [seen] = workshop.server.seen
    assert seen.all("authorization") == ["Bearer given.token~1"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_client_certificate_is_told(name: str, secure: SecureServers, workshop: Workshop) -> None:
    pair = issued(secure.authority, workshop.shell.home / "pair", "me")
    tls = f'[tls]\nclient_certificate = "{pair.chain}"\nclient_key = "{pair.key}"\n'
    environment = workshop.shell.folder / "environments" / "dev.toml"
    environment.write_text(environment.read_text() + tls)
    said = workshop.exported(name, "shop/key", "--trust")
    assert said.status == 0, said.err
    assert "Dev: The client certificate was not exported" in said.err
    assert f"The client certificate was not exported: {pair.chain}" in said.text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("keeps", [True, False])
def test_cookies_are_kept_where_the_environment_keeps_them(
    name: str, keeps: bool, workshop: Workshop
) -> None:
    if why := why_not(name):
        pytest.skip(why)
    environment = workshop.shell.folder / "environments" / "dev.toml"
    more = f"[cookies]\nkeep = {str(keeps).lower()}\n"
    environment.write_text(environment.read_text() + more)
    for one in ("a", "b"):
        workshop.write(f"requests/{one}.toml", f'url = "{{{{base_url}}}}/order"\n{NONE}')
    (workshop.shell.folder / "requests" / "shop").rename(workshop.shell.folder / "elsewhere")
    done = workshop.script(name, workshop.export(name))
    assert done == {"unmet": [], "failed": ""}
    assert [one.all("cookie") for one in workshop.server.seen] == [[], ["jar=1"] if keeps else []]


@pytest.mark.parametrize("name", FORMATS)
def test_a_captured_host_gets_no_request(name: str, workshop: Workshop) -> None:
    workshop.write(
        "requests/a.toml",
        f'url = "{{{{base_url}}}}/order"\n{NONE}[[capture]]\nname = "next"\njq = ".next"\n',
    )
    workshop.write("requests/b.toml", f'url = "http://{{{{next}}}}/x"\n{NONE}')
    workshop.write("requests/c.toml", f'url = "{{{{base_url}}}}/{{{{made}}}}"\n{NONE}')
    workshop.write(
        "requests/b0.toml",
        f'url = "{{{{base_url}}}}/order"\n{NONE}[[capture]]\nname = "made"\njq = "length"\n',
    )
    workshop.write("requests/folder.toml", 'order = ["a", "b0", "b", "c"]\n')
    (workshop.shell.folder / "requests" / "shop").rename(workshop.shell.folder / "elsewhere")
    said = workshop.exported(name)
    assert said.status == 0, said.err
    assert (
        "b: The request was not exported: a captured value is in the host of its URL." in said.err
    )
    assert "c: The request was not exported: the script does not capture made." in said.err


@pytest.mark.parametrize("name", FORMATS)
def test_a_request_whose_value_was_not_captured_is_not_sent(name: str, workshop: Workshop) -> None:
    if why := why_not(name):
        pytest.skip(why)
    workshop.write(
        "requests/a.toml",
        f'url = "{{{{base_url}}}}/order"\n{NONE}[[capture]]\nname = "gone"\njq = ".gone"\n',
    )
    workshop.write("requests/b.toml", f'url = "{{{{base_url}}}}/{{{{gone}}}}"\n{NONE}')
    (workshop.shell.folder / "requests" / "shop").rename(workshop.shell.folder / "elsewhere")
    done = workshop.script(name, workshop.export(name))
    assert [one.target for one in workshop.server.seen] == ["/order"]
    of_capture, of_need = done["unmet"]
    assert of_capture.startswith("a: ")
    assert "gone" in of_capture
    assert of_need.startswith("b: ")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("tls", ["verify = false", 'ca_bundle = "{ca}"'])
def test_tls_is_that_of_the_environment(
    name: str, tls: str, secure: SecureServers, lab: Lab, shell: Shell, tmp_path: Path
) -> None:
    if why := why_not(name):
        pytest.skip(why)
    servers = secure.servers
    lab.environment("dev", api=servers.api_url, token=servers.token_url)
    environment = lab.root / "environments" / "dev.toml"
    more = f"[tls]\n{tls.format(ca=secure.ca)}\n"
    environment.write_text(environment.read_text() + more)
    said = shell.run("export", "list", "--as", name, "--trust")
    assert said.status == 0, said.err
    values = {"CLIENT_SECRET": "dev-only-secret"}
    # k6 is told of a bundle by a variable; node has another one for the same.
    if f"Run it with SSL_CERT_FILE={secure.ca}" in said.text:
        values["NODE_EXTRA_CA_CERTS"] = str(secure.ca)
    done = run_script(name, said.text, tmp_path / "script", values)
    assert done == {"unmet": [], "failed": ""}
    assert len(servers.authorization.recorder.requests) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_odd_names_and_texts_do_not_leave_their_place(name: str, workshop: Workshop) -> None:
    if why := why_not(name):
        pytest.skip(why)
    odd = 'it\'s \\"q\\" */ ${x} `id` \\u2028 </script> {y} é'
    in_url = odd.replace("\\u2028", "")
    workshop.write(
        "requests/odd.toml",
        f'name = "{odd}"\nurl = "{{{{base_url}}}}/o?q={in_url}"\nmethod = "POST"\n{NONE}'
        f'headers = [{{ name = "X-A", value = "it\'s \\\\ \\"q\\" ${{x}} `id`" }}]\n'
        f'[body]\ntype = "text"\ncontent = "{odd}"\n'
        f'[[expect]]\nname = "{odd}"\njq = \'."a\\"b"\'\nexists = true\n'
        f'[[expect]]\nname = "{odd}"\nbody = true\nequals = "{odd}"\n',
    )
    said = workshop.shell.run("run", "odd", "--env", "dev", **workshop.environ)
    assert len(workshop.server.seen) == 1, said.text + said.err
    [by_run] = workshop.server.seen
    workshop.server.reset()
    done = workshop.script(name, workshop.export(name, "odd"))
    [by_script] = workshop.server.seen
    assert by_script.body == by_run.body
    assert by_script.all("x-a") == by_run.all("x-a")
    if name == "k6":
        assert by_script.target == by_run.target
    assert said.status == 1
    assert len(done["unmet"]) >= 1


def test_every_exporter_can_be_asked_for_by_its_name(workshop: Workshop) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    for one in EXPORTERS:
        said = workshop.exported(one.name, "shop/key")
        assert said.status == 0, said.err
        assert said.text.endswith("\n")
        assert one.suffix.startswith(".")
        assert f"| `{one.name}` |" in readme
