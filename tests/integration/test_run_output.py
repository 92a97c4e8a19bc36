"""What ``outrider run`` and ``send`` write where, by the real program."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.shell import Shell

ECHO = """method = "POST"
url = "{{base_url}}/echo"
[body]
type = "json"
content = '''{"n": %d}'''
"""
SNAPSHOT = """[[expect]]
jq = ".body | fromjson | .n"
at_most = 9
[[expect]]
snapshot = "snapshots/n.json"
ignore = [".headers", ".query", ".path", ".url", ".origin"]
"""
WRONG = "[[expect]]\nstatus = 299\n"


def test_in_a_pipe_each_request_is_told_once(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/o/a.toml": ECHO % 1, "requests/o/b.toml": ECHO % 1 + WRONG})
    said = shell.run("run", "o", "--trust")
    assert said.status == 1
    assert said.err == ""
    assert said.text.count("200 a ") == 1

    said = shell.run("run", "o", "--trust", "--report", "json")
    assert [line.rsplit(" ", 2)[0] for line in said.lines] == ["✓ 200 a", "✗ 200 b"]

    said = shell.run("run", "o", "--trust", "--repeat", "9")
    assert len(said.lines) == 18, "the text has no line for each of so many"


def test_quiet_tells_failures_and_the_summary(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/o/a.toml": ECHO % 1, "requests/o/b.toml": ECHO % 1 + WRONG})
    said = shell.run("run", "o", "--trust", "-q")
    assert (said.status, said.err) == (1, "")
    first, sums, blank, failed, *reasons = said.text.splitlines()
    assert first == 'Run "o" in dev'
    assert sums.startswith("2 requests: 1 passed, 1 failed · ")
    assert (blank, failed) == ("", "✗ b (o/b)")
    assert reasons[1:] == ["  requests/o/b.toml:7: status is 299: got 200."]


def test_a_difference_has_a_line_of_its_own_for_each_line(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/o/a.toml": ECHO % 1 + SNAPSHOT})
    said = shell.run("run", "o", "--trust")
    assert said.status == 1
    assert said.text.splitlines()[-2:] == [
        '  requests/o/a.toml:10: snapshot "snapshots/n.json": could not be checked. '
        'Snapshot "snapshots/n.json" does not exist yet.',
        "  If the response is right, pass --update to write the snapshot.",
    ]
    assert shell.run("run", "o", "--trust", "--update").status == 0
    lab.write({"requests/o/a.toml": ECHO % 2 + SNAPSHOT})

    said = shell.run("run", "o", "--trust")
    told = said.text.splitlines()[-6:]
    at = told.index('  requests/o/a.toml:10: snapshot "snapshots/n.json": the response differs.')
    difference = told[at + 1 : -1]
    assert any(one.startswith("    -") for one in difference), said.text
    assert any(one.startswith("    +") for one in difference)
    assert told[-1] == "  If the response is right, pass --update to write the snapshot again."

    said = shell.run("send", "o/a", "--trust")
    assert said.status == 1
    at = said.lines.index(told[-len(difference) - 2].strip())
    assert said.lines[at + 1 : at + 1 + len(difference)] == [one[2:] for one in difference]
    assert "␊" not in said.err


def test_an_older_value_is_told_of_where_there_is_one(lab: Lab, shell: Shell) -> None:
    capture = '[[capture]]\nname = "n"\njq = ".nothing"\n'
    first = capture.replace(".nothing", ".method")
    lab.write({"requests/o/a.toml": ECHO % 1 + capture})
    assert " Nothing was found.\n" in shell.run("send", "o/a", "--trust").err
    lab.write({"requests/o/a.toml": ECHO % 1 + first, "requests/o/b.toml": ECHO % 1 + capture})
    said = shell.run("run", "o", "--trust")
    assert "Nothing was found; the older value stays.\n" in said.text


@pytest.mark.parametrize("report", ["text", "junit", "json", "tap"])
def test_the_advice_for_an_unset_variable_can_be_typed(report: str, lab: Lab, shell: Shell) -> None:
    environment = lab.root / "environments/dev.toml"
    environment.write_text(
        environment.read_text() + '[secrets.unset_secret]\nenv = "NOTSET_SECRET"\n'
    )
    url = 'url = "{{base_url}}/%s"\n[auth]\ntype = "none"\n[[headers]]\nname = "X-A"\n'
    lab.write(
        {
            "requests/q/a.toml": url % "a" + 'value = "{{unset_secret}}"\n',
            "requests/q/b.toml": url % "b" + 'value = "{{my_api_token}}"\n',
        }
    )
    said = shell.run("run", "q", "--trust", "--report", report)
    assert "Run: export NOTSET_SECRET=VALUE" in said.text
    assert "--var my_api_token=VALUE" in said.text
