"""``check`` finds jq programs that jq does not read, by the real program."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.shell import Shell

WELL = """url = "{{base_url}}/x"
[[capture]]
name = "a"
jq = '.orders[] | select(.id == "{{id}}") | .n + {{n}} # all of them'
[[capture]]
name = "b"
jq = 'def one: .a; one'
[[expect]]
jq = '.["{{id}}"] | { {{id}}: .[{{n}}] }'
exists = true
[[expect]]
snapshot = "snapshots/a.json"
ignore = [".id", ".orders[].created_at"]
[[expect]]
jq = ".["
exists = true
enabled = false
[variables]
id = "o"
n = 1
"""
WRONG = """url = "{{base_url}}/x"
[[capture]]
name = "a"
jq = ".orders["
[[expect]]
jq = ".id | lenght"
exists = true
[[expect]]
snapshot = "snapshots/a.json"
ignore = [
  ".id",
  ".a.[b",
]
[[expect]]
jq = 'select(.id == "{{a}}"'
exists = true
"""


def test_programs_that_jq_does_not_read_are_found(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/a.toml": WRONG, "requests/b.toml": WELL})
    said = shell.run("check", "--json")
    assert said.status == 3
    found = [(one["where"], one["what"]) for one in said.json["faults"]]
    assert found == [
        ("requests/a.toml:4: capture[1].jq", "capture[1].jq is not a jq program."),
        ("requests/a.toml:6: expect[1].jq", "expect[1].jq is not a jq program."),
        ("requests/a.toml:12: expect[2].ignore[2]", "expect[2].ignore[2] is not a jq program."),
        ("requests/a.toml:15: expect[3].jq", "expect[3].jq is not a jq program."),
    ], found
    assert "lenght/0 is not defined" in said.json["faults"][1]["why"]


def test_programs_that_jq_reads_are_well(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/b.toml": WELL})
    said = shell.run("check")
    assert said.status == 0, said.text
