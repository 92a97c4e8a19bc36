"""Lines beside curl commands that an import does not read are named, with what to do."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult


def brought(text: str) -> ImportResult:
    return read_sources([ImportSource("a.sh", text)])


LOOSE = {
    "blanks behind a backslash": (
        "curl https://h.example/a \\ \n  -H 'A: b' \\\t\n -d x=1",
        2,
        "2-3",
    ),
    "with the line ends of Windows": ("curl https://h.example/a \\  \r\n  -H 'A: b'\r\n", 2, "2"),
    "no backslash": ("curl https://h.example/a\n  -H 'A: b'\n  --data x=1\n", 2, "2-3"),
    "an empty line": ("curl https://h.example/a \\\n\n  -H 'A: b'\n", 3, "3"),
}


@each_case(LOOSE.items())
def test_options_that_belong_to_no_command(case: tuple[str, tuple[str, int, str]]) -> None:
    _, (text, line, lines) = case
    imported = brought(text)
    assert [one.url for one in imported.requests] == ["https://h.example/a"]
    [remark] = imported.remarks
    word = "Lines" if "-" in lines else "Line"
    assert remark.what.startswith(f"{word} {lines} look")
    assert remark.line == line
    assert "backslash" in remark.why


def test_the_remark_says_that_blanks_are_behind_the_backslash() -> None:
    blanks, none = (
        brought(f"curl https://h.example/a{end}\n -d x=1").remarks[0].why for end in (" \\ ", "")
    )
    assert "spaces behind it" in blanks
    assert "spaces behind it" not in none


CLIENTS = {
    "aria2c": "aria2c https://h.example/x",
    "fetch": 'fetch("https://h.example/x", {"method": "GET"});',
    "Invoke-RestMethod": "Invoke-RestMethod -Uri https://h.example/x",
}


@each_case(CLIENTS.items())
def test_a_request_of_another_client_is_named(case: tuple[str, str]) -> None:
    program, written = case
    imported = brought(f"curl https://h.example/a\n{written}\ncurl https://h.example/b\n")
    assert [one.url[-1] for one in imported.requests] == ["a", "b"]
    assert [one.what for one in imported.remarks] == [f'A request of "{program}" was not imported.']
    assert imported.remarks[0].line == 2


OTHERS = ("wget -q https://h.example/x", "http POST h.example/x a=1", "https h.example/x")


@each_case(OTHERS)
def test_programs_that_are_read_stand_in_the_order_of_the_text(written: str) -> None:
    imported = brought(f"curl https://h.example/a\n{written}\ncurl https://h.example/b\n")
    assert [one.url[-1] for one in imported.requests] == ["a", "x", "b"]


HARMLESS = {
    "a line of its own": "curl https://h.example/a\necho -n done\n",
    "what is named as a client": "curl https://h.example/a\nhttp\nwget\n",
    "joined lines": "curl https://h.example/a \\\n  -H 'A: b' \\\n  -d x=1\n",
}


@each_case(HARMLESS.items())
def test_other_lines_are_not(case: tuple[str, str]) -> None:
    assert not brought(case[1]).remarks


PROMPTS = {
    "of cmd": "C:\\>curl http://h.example/a\n",
    "of a folder of cmd": "C:\\Users\\me>curl http://h.example/a\n",
    "of PowerShell": "PS C:\\Users\\me> curl.exe http://h.example/a\n",
    "of bash": "me@host:~/src$ curl http://h.example/a\n",
}


@each_case([*PROMPTS.items(), ("all of them", "".join(PROMPTS.values()))])
def test_a_command_behind_a_prompt_is_read(case: tuple[str, str]) -> None:
    imported = brought(case[1])
    assert {one.url for one in imported.requests} == {"http://h.example/a"}
    assert len(imported.requests) == case[1].count("\n")
    assert not imported.remarks
