"""The types of values that expectations refer to, by the real program."""

from __future__ import annotations

import json

from tests.engine_lab import Lab
from tests.shell import Shell

ECHO = """
method = "POST"
url = "{{base_url}}/echo"
[body]
type = "json"
content = '''{"n": 5, "text": "5", "yes": true, "list": [4, 5]}'''
"""
OF = ".body | fromjson | "


def expect(jq: str, check: str) -> str:
    return f'[[expect]]\njq = "{OF}{jq}"\n{check}\n'


CHECKED = ECHO + "".join(
    [
        expect(".n", 'equals = "{{quantity}}"'),
        expect(".n", 'one_of = [1, "{{quantity}}"]'),
        expect(".list", 'contains = "{{ quantity }}"'),
        expect(".list", 'equals = [4, "{{quantity}}"]'),
        expect(".yes", 'equals = "{{flag}}"'),
        expect("{n, text}", '[expect.equals]\nn = "{{indirect}}"\ntext = "5"\n'),
        '[variables]\nindirect = "{{quantity}}"\n',
    ]
)


def test_a_value_without_a_type_equals_the_number_that_it_spells(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/a.toml": CHECKED, "rows.csv": "quantity,flag\n5,true\n"})
    said = shell.run("run", "a", "--trust", "--data", "rows.csv")
    assert said.status == 0, said.out
    said = shell.run("send", "a", "--trust", "--var", "quantity=5", "--var", "flag=true")
    assert said.status == 0, said.err
    said = shell.run(
        "send", "a", "--trust", "--var", "quantity", "--var", "flag=false", quantity="6"
    )
    assert said.status == 1
    assert "equals 6: got 5." in said.err
    assert "equals false: got true." in said.err


def test_a_row_of_json_keeps_its_types(lab: Lab, shell: Shell) -> None:
    rows = [{"quantity": 5, "flag": True}, {"quantity": "5", "flag": "true"}]
    lab.write({"requests/a.toml": CHECKED, "rows.json": json.dumps(rows)})
    lab.write({"rows.jsonl": "\n".join(map(json.dumps, rows))})
    for file in ("rows.json", "rows.jsonl"):
        said = shell.run("run", "a", "--trust", "--data", file, "--report", "json")
        assert [one["outcome"] for one in said.json["requests"]] == ["passed", "failed"], said.out
        unmet = said.json["requests"][1]["expectations"]
        assert [one["met"] for one in unmet] == [False] * 6
        assert unmet[0]["why"] == "The types differ: string and number."


def test_a_captured_text_stays_a_text(lab: Lab, shell: Shell) -> None:
    capture = f'[[capture]]\nname = "got"\njq = "{OF}.text"\n'
    in_programs = "".join(
        [
            expect(".text == {{got}}", "equals = true"),
            expect("[.n == {{again}}, .n == {{number}}]", "equals = [false, true]"),
            expect('.text + \\"!\\" == \\"{{got}}!\\"', "equals = true"),
            f'[[capture]]\nname = "number"\njq = "{OF}.n"\n',
            '[variables]\nagain = "{{got}}"\n',
        ]
    )
    checks = expect(".n", 'equals = "{{got}}"') + in_programs
    lab.write({"requests/a.toml": ECHO + capture + checks})
    said = shell.run("send", "a", "--trust")
    assert said.status == 1
    assert 'equals "5": got 5. The types differ: string and number.' in said.err
    assert "3 of 4 expectations met" in said.err, said.err


def test_a_captured_array_or_object_is_one_in_a_program(lab: Lab, shell: Shell) -> None:
    capture = f'[[capture]]\nname = "got"\njq = "{OF}.list"\n'
    capture += f'[[capture]]\nname = "last"\njq = "{{{{got}}}}[-1] + ({OF}.n)"\n'
    capture += f'[[capture]]\nname = "whole"\njq = "{OF}."\n'
    checks = [
        expect(".n | IN({{got}}[])", "equals = true"),
        expect(".list - {{again}}", "equals = []"),
        expect(".list == {{whole}}.list", "equals = true"),
        expect("{{whole}} | keys | length", "equals = 4"),
        expect("{{last}}", "equals = 10"),
        expect('\\"{{got}}\\"', 'equals = "[4, 5]"'),
        '[variables]\nagain = "{{got}}"\n',
    ]
    lab.write({"requests/a.toml": ECHO + capture + "".join(checks)})
    said = shell.run("send", "a", "--trust")
    assert said.status == 0, said.err
    # As a row of JSON has it: an array is one, a text that spells one is a text.
    typed = expect(".list == {{column}}", "equals = true")
    lab.write({"requests/b.toml": ECHO + typed})
    rows = [{"column": [4, 5]}, {"column": "[4, 5]"}]
    lab.write({"rows.json": json.dumps(rows)})
    said = shell.run("run", "b", "--trust", "--data", "rows.json", "--report", "json")
    assert [one["outcome"] for one in said.json["requests"]] == ["passed", "failed"], said.out


def test_a_given_value_wins_over_a_captured_one(lab: Lab, shell: Shell) -> None:
    capture = f'[[capture]]\nname = "got"\njq = "{OF}.text"\n'
    lab.write({"requests/a.toml": ECHO + capture + expect(".n", 'equals = "{{got}}"')})
    assert shell.run("send", "a", "--trust", "--var", "got=5").status == 0


def test_a_secret_that_is_a_number_is_masked(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/a.toml": ECHO + expect(".n", 'equals = "{{door_pin}}"')})
    lab.write({"rows.json": '[{"door_pin": 48151623}]'})
    said = shell.run("run", "a", "--trust", "--data", "rows.json", "--report", "json")
    assert said.status == 1
    assert b"48151623" not in said.out
