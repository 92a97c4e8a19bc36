"""Values taken out of responses, and what is expected of them, by the real program."""

from __future__ import annotations

import json

from msgspec.structs import replace
from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.shell import Shell

from outrider.engine.engine import Engine
from outrider.engine.expectations.check_results import CapturedValue

ECHO = """
method = "POST"
url = "{{base_url}}/echo"
[body]
type = "json"
content = '''{"id": "o-17", "n": 3, "tags": ["a", "b"], "access_token": "Zm9vYmFyYmF6cXV4MTIz"}'''
"""
CHECKED = (
    ECHO
    + """
[[capture]]
name = "order_id"
jq = ".body | fromjson | .id"
[[capture]]
name = "kind"
header = "content-type"
regex = "/(\\\\w+)"
[[capture]]
name = "token"
jq = ".body | fromjson | .access_token"
[[expect]]
status = [200, "3xx"]
[[expect]]
name = "the order"
jq = ".body | fromjson | .id"
equals = "{{order_id}}"
matches = "^o-"
type = "string"
[[expect]]
jq = '.body | fromjson | select(.id == "{{order_id}}") | .n'
equals = 3
at_most = "{{most}}"
[variables]
most = 3
"""
)


def test_what_is_met_is_captured_and_told(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.write({"requests/a.toml": CHECKED})
    said = shell.run("send", "a", "--json", "--trust")
    assert said.status == 0, said.err
    assert said.json["captured"] == {"order_id": "o-17", "kind": "json", "token": "••••••"}
    rows = said.json["expectations"]
    assert [row["met"] for row in rows] == [True] * 6
    assert rows[1] == {
        "name": "the order",
        "subject": "jq .body | fromjson | .id",
        "check": "equals",
        "expected": "o-17",
        "actual": "o-17",
        "met": True,
        "why": "",
        "where": "requests/a.toml: expect[2].equals",
    }

    said = shell.run("send", "a", "--trust", "--output", "body.json")
    assert said.status == 0, said.err
    assert json.loads((lab.root / "body.json").read_text())["method"] == "POST"
    assert said.lines[-4:] == [
        'Captured order_id = "o-17"',
        'Captured kind = "json"',
        "Captured token = ••••••",
        "6 of 6 expectations met.",
    ]
    assert "Zm9vYmFyYmF6cXV4MTIz" not in said.err


def test_what_is_not_met_is_told_with_both_values_and_its_line(lab: Lab, shell: Shell) -> None:
    expected = """
[[expect]]
jq = ".nothing"
equals = "{{$env.WANTED}}"
[[expect]]
name = "JSON"
header = "Content-Type"
equals = "text/plain"
[[expect]]
header = "X-None"
exists = true
[[expect]]
jq = ".body | keys"
exists = true
[[capture]]
name = "none"
jq = ".nothing"
"""
    lab.write({"requests/a.toml": ECHO + expected})
    said = shell.run("send", "a", "--trust", WANTED="a value of the process")
    assert said.status == 1
    assert said.lines[-6:] == [
        'requests/a.toml:21: "none" was not captured from jq .nothing. Nothing was found.',
        'requests/a.toml:10: jq .nothing equals "••••••": got null.',
        'requests/a.toml:14: JSON: header "Content-Type" equals "text/plain": '
        'got "application/json".',
        'requests/a.toml:17: header "X-None" exists: not found.',
        "requests/a.toml:20: jq .body | keys exists: could not be checked. jq could not run: "
        'string ("{\\"id\\": \\"o-17\\", \\"n\\"...") has no keys.',
        "0 of 4 expectations met.",
    ]


def test_an_expected_status_decides_the_exit_status(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    del demo_servers
    missing = 'url = "{{base_url}}/nowhere"\nauth = { type = "none" }\n[[expect]]\n'
    for expected, status in (
        ("status = 404", 0),
        ("status = 200", 1),
        ("time = true\nat_most = 1e9", 6),
        ("time = true\nat_most = 0", 1),
    ):
        lab.write({"requests/a.toml": missing + expected})
        assert shell.run("send", "a", "--trust").status == status, expected


def test_nothing_is_sent_where_an_expectation_refers_to_nothing(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    wrong = """
[[expect]]
jq = ".id"
equals = "{{nobody}}"
[[capture]]
name = "client_secret"
jq = ".id"
"""
    lab.write({"requests/a.toml": ECHO + wrong})
    said = shell.run("send", "a", "--trust")
    assert said.status == 3
    assert 'Variable "nobody" is not defined.' in said.err
    assert 'Captured variable "client_secret" has the name of a secret.' in said.err
    assert demo_servers.api.recorder.requests == ()
    checked = shell.run("check")
    assert checked.status == 3
    assert 'requests/a.toml:10: error: Variable "nobody" is not defined.' in checked.text
    assert "has the name of a secret." in checked.text


def test_what_another_request_captures_is_known_to_check_and_named_before_it_is_there(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.write(
        {
            "requests/a.toml": ECHO + '[[capture]]\nname = "next_url"\njq = ".url"\n',
            "requests/b.toml": 'url = "{{next_url}}"\n',
        }
    )
    checked = shell.run("check")
    assert checked.status == 0, checked.text
    said = shell.run("send", "b", "--trust")
    assert said.status == 3
    assert 'Variable "next_url" has no value yet: request "a" captures it.' in said.err


async def test_a_captured_value_names_no_host_for_a_credential(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.write({"requests/b.toml": 'url = "{{next_url}}/x"\n'})
    job = lab.job("b", "dev")
    captured = CapturedValue("next_url", "http://127.0.0.1:9", False, "a", "dev")
    job = replace(job, snapshot=replace(job.snapshot, captured={"next_url": captured}))
    async with Engine(process_environment={}) as engine:
        result = await engine.sender.send(job)
    assert result.error is not None
    assert result.error.what == "The credential must not go to 127.0.0.1:9."
    assert demo_servers.api.recorder.requests == ()


async def test_nor_one_to_which_the_secret_of_a_client_goes(
    lab: Lab, demo_servers: StrictServers
) -> None:
    auth = """
[auth]
extends = "default"
token_endpoint = "{{next_url}}/token"
"""
    lab.write({"requests/b.toml": f'url = "{{{{base_url}}}}/echo"\n{auth}'})
    job = lab.job("b", "dev")
    captured = CapturedValue("next_url", "http://127.0.0.1:9", False, "a", "dev")
    for given in (
        {"captured": {"next_url": captured}},
        {"row": {"next_url": "http://127.0.0.1:9"}},
    ):
        tried = replace(job, snapshot=replace(job.snapshot, **given))
        async with Engine(process_environment={}) as engine:
            result = await engine.sender.send(tried)
        assert result.error is not None
        assert "comes from a captured value or a row of data." in result.error.what
    assert demo_servers.api.recorder.requests == ()


SECRETS = (
    ECHO.replace("o-17", "plain-looking-17")
    + """
[[capture]]
name = "one"
jq = ".body | fromjson | .id"
secret = true
"""
)


def test_the_console_shows_what_is_captured_as_a_secret_nowhere(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    """Not even in the response that it is taken from; standard output has the body as it came."""
    lab.write({"requests/a.toml": SECRETS})
    for words in (("send", "a", "--trust"), ("send", "a", "--json"), ("run", "a")):
        said = shell.run(*words, "-v")
        assert said.status == 0, said.err
        assert '"id": "••••••"' in said.err.replace("\\", ""), words
        assert "plain-looking-17" not in said.err
        assert ("plain-looking-17" in said.text) == (words[0] == "send")


FOLLOWED = "[options]\nfollow_redirects = true\n"


def test_an_earlier_response_of_the_send_is_shown_after_the_capture(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    redirected = '/redirect?status=307&to=/echo%3Forder%3Dplain-looking-17"'
    lab.write({"requests/a.toml": SECRETS.replace('/echo"', redirected) + FOLLOWED})
    said = shell.run("send", "a", "--trust", "-v")
    assert said.status == 0, said.err
    assert said.err.count("/redirect?status=307") >= 1
    assert "plain-looking-17" in said.text
    assert "plain-looking-17" not in said.err
    assert said.err.index("/redirect?") < said.err.index("/echo?order")


def test_the_texts_of_an_object_that_is_captured_as_a_secret_are_masked(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    """Whatever spaces and order the server spells the object with."""
    body = '{"id" : { "b": ["plain-looking-17", 2], "a": {"c": "another-one-18"}}}'
    before, mark, _ = SECRETS.partition("'''")
    checked = SECRETS.rpartition("'''")[2]
    lab.write({"requests/a.toml": before + mark + body + mark + checked})
    said = shell.run("send", "a", "--trust", "-v")
    assert said.status == 0, said.err
    assert "plain-looking-17" in said.text
    assert "plain-looking-17" not in said.err
    assert "another-one-18" not in said.err
