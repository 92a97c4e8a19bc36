"""A GraphQL body on its way: what the file says is what a server reads, and what is exported."""

from __future__ import annotations

import json
import shlex

from tests.engine_lab import Lab
from tests.servers.strict import StrictServers
from tests.shell import Shell

QUERY = 'query Find($id: ID!) {\n  order(id: $id, note: "{{note}}") { total }\n}\n'
REQUEST = f"""
method = "POST"
url = "{{{{base_url}}}}/echo"
[variables]
note = "naïve \\"quoted\\""
size = 3
[body]
type = "graphql"
query = '''{QUERY}'''
variables = '{{"id": "{{{{note}}}}", "first": {{{{size}}}}, "key": "{{{{client_secret}}}}"}}'
operation_name = "Find"
"""
SENT = {
    "query": QUERY.replace("{{note}}", 'naïve "quoted"'),
    "variables": {"id": 'naïve "quoted"', "first": 3, "key": "dev-only-secret"},
    "operationName": "Find",
}


def test_a_graphql_body_is_sent_and_exported(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.write({"requests/find.toml": REQUEST})
    sent = shell.run("send", "find", "--json", "--trust")
    assert sent.status == 0, sent.err
    (received,) = demo_servers.api.recorder.requests
    assert json.loads(received.body) == SENT
    assert received.header("content-type") == "application/json"
    assert "dev-only-secret" not in json.dumps(sent.json["request"])

    said = shell.run("export", "find", "--as", "curl", "--reveal", "--trust")
    words = shlex.split(said.text)
    assert json.loads(words[words.index("--data-raw") + 1]) == SENT

    said = shell.run("export", "find", "--as", "postman", "--trust")
    (item,) = json.loads(said.text)["item"]
    assert item["request"]["body"]["graphql"]["query"] == QUERY
    assert item["request"]["body"]["graphql"]["operationName"] == "Find"


def test_what_is_wrong_with_it_is_told_and_nothing_is_sent(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.write({"requests/find.toml": REQUEST.replace('"first": {{size}}', '"first": {{note}}')})
    sent = shell.run("send", "find", "--trust")
    assert (sent.status, sent.out) == (3, b"")
    assert "requests/find.toml:" in sent.err
    assert "The variables are not valid JSON after their values are in" in sent.err
    assert demo_servers.api.recorder.requests == ()
