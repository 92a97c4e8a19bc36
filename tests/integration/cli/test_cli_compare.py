"""``outrider compare``: requests, archives, commands and earlier sends, side by side."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import Any

from tests.canary import files_below, leaks
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers
from tests.shell import PROGRAM, Said, Shell

from outrider.model.secret import MASK

SECRET = "dev-only-secret"
MAKE = """
method = "POST"
headers = [{ name = "X-Note", value = "one" }]
[body]
type = "json"
content = '{"item": "tea", "quantity": 2}'
"""


def archive(shell: Shell, *entries: Any) -> str:
    """A HAR file in the folder of the call."""
    document = {"log": {"version": "1.2", "entries": entries}}
    (shell.folder / "seen.har").write_text("\ufeff" + json.dumps(document), "utf-8")
    return "seen.har"


def entry(url: str, **more: Any) -> Any:
    headers = [{"name": "Accept", "value": "*/*"}]
    return {
        "request": {"method": "GET", "url": url, "headers": headers},
        "response": {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Date", "value": "today"}],
            "content": {"size": 1, "mimeType": "application/json", "text": '{"total": 1}'},
            **more,
        },
    }


def found(said: Said) -> list[tuple[str, str]]:
    return [(one["at"], one["kind"]) for one in said.json["differences"]]


def test_a_request_in_two_environments_sends_nothing_and_shows_no_secret(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment("other", api="http://127.0.0.2:9/v9", token=demo_servers.token_url)
    lab.write({"requests/make.toml": f'url = "{{{{base_url}}}}/orders"\n{MAKE}'})
    said = shell.run("compare", "make@dev", "make@other", "--trust")
    assert said.status == 1, said.err
    assert "  host\n  - 127.0.0.1\n  + 127.0.0.2\n" in said.text
    assert 'header "Authorization": not compared' in said.text
    assert not leaks([SECRET], [("the text", said.out)])
    same = shell.run("compare", "make@dev", "make@dev", "--trust", "--json")
    assert (same.status, same.json["differs"], same.json["differences"]) == (0, False, [])
    assert demo_servers.api.recorder.requests == ()
    assert demo_servers.authorization.recorder.requests == ()


def test_secrets_of_two_environments_are_the_same_or_others(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    lab.environment("same", api=demo_servers.api_url, token=demo_servers.token_url)
    lab.environment(
        "other", api=demo_servers.api_url, token=demo_servers.token_url, secret="another-secret-x"
    )
    lab.request("keyed", more='headers = [{ name = "X-Key", value = "{{client_secret}}" }]\n')
    same = shell.run("compare", "keyed@dev", "keyed@same", "--trust", "--json")
    assert same.status == 0
    kinds = {one["at"]: one["kind"] for one in same.json["remarks"]}
    assert kinds['header "X-Key"'] == "same_secret"
    other = shell.run("compare", "keyed@dev", "keyed@other", "--trust")
    assert other.status == 1
    assert f'header "X-Key" (another secret)\n  - {MASK}\n  + {MASK}\n' in other.text
    for said in (same, other):
        assert b"dev-only-secret" not in said.out
        assert b"another-secret-x" not in said.out


def test_an_entry_of_an_archive_against_what_would_be_sent(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    name = archive(shell, entry(f"{demo_servers.api_url}/orders?page=2"))
    said = shell.run("compare", "list@dev", f"{name}:1", "--trust", "--json")
    assert said.status == 1, said.err
    assert ('query parameter "page"', "only_b") in found(said)
    assert ('header "Authorization"', "only_a") in found(said)
    assert "not compared: one of the two was not sent" in str(said.json["remarks"])


def test_two_entries_of_an_archive(lab: Lab, shell: Shell) -> None:
    other = entry("http://a.b/", status=404, statusText="Not Found", headers=[])
    other["response"]["content"] = {"mimeType": "application/json", "text": '{"total": 2}'}
    name = archive(shell, entry("http://a.b/"), other)
    said = shell.run("compare", f"{name}:1", f"{name}:2")
    assert said.status == 1
    assert "- HTTP/1.1 200 OK\n  + HTTP/1.1 404 Not Found\n" in said.text
    assert "  .total\n  - 1\n  + 2\n" in said.text
    assert 'header "Date" (volatile)' in said.text
    assert said.text.endswith("2 differences; 1 volatile header also differs.\n")
    for number, status in (("0", 2), ("3", 2)):
        refused = shell.run("compare", f"{name}:{number}", f"{name}:1")
        assert refused.status == status
        assert "seen.har has 2 entries" in refused.err
    assert shell.run("compare", f"{name}:1", f"{name}:1").status == 0


def test_a_curl_command_from_a_file_and_from_standard_input(lab: Lab, shell: Shell) -> None:
    command = "curl -u me:{0} 'https://a.b/x?q=1' -d 'a=1&b={1}' -H 'X-A: 1'"
    first, second = shell.folder / "one.sh", shell.folder / "two.sh"
    first.write_text(command.format("hunter2-of-mine", "1"))
    second.write_text(command.format("hunter3-of-mine", "2"))
    said = shell.run("compare", "one.sh", "two.sh", "--json")
    assert said.status == 1, said.err
    assert found(said) == [('header "Authorization"', "another_secret"), ('field "b"', "changed")]
    assert b"of-mine" not in said.out
    piped = subprocess.run(
        [*PROGRAM, "compare", "-", "one.sh"],
        cwd=shell.folder,
        env=shell.environ,
        input=first.read_bytes(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert b"the same secret" in piped.stdout


def test_a_command_that_was_exported_without_its_secrets_is_equal(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/make.toml": f'url = "{{{{base_url}}}}/orders"\n{MAKE}'})
    for form in ("curl", "har"):
        exported = shell.run("export", "make", "--as", form, "--trust", "-q")
        (shell.folder / "exported").write_bytes(exported.out)
        said = shell.run("compare", "make@dev", "exported", "--trust", "--json")
        assert (said.status, found(said)) == (0, []), said.err
        assert ("not_compared", 'header "Authorization"') in [
            (one["kind"], one["at"]) for one in said.json["remarks"]
        ]


def test_files_that_a_command_sends_are_compared(lab: Lab, shell: Shell) -> None:
    (shell.folder / "one.txt").write_text("a\nb\n")
    (shell.folder / "two.txt").write_text("a\nc\n")
    for name in ("one", "two", "gone"):
        text = f"curl http://a.b/ -F 'doc=@{name}.txt;filename=x' -F n=1"
        (shell.folder / f"{name}.sh").write_text(text)
    said = shell.run("compare", "one.sh", "two.sh", "--json")
    counted = [(one["at"], one["kind"]) for one in said.json["differences"] if not one["volatile"]]
    assert counted == [('part "doc"', "changed")]
    refused = shell.run("compare", "one.sh", "gone.sh")
    assert refused.status == 3
    assert 'File "gone.txt", which the command sends, not found.\n  at gone.sh' in refused.err


def test_an_error_in_a_command_names_the_file_of_the_command(lab: Lab, shell: Shell) -> None:
    (shell.folder / "odd.sh").write_text("curl http://a.b/ -H 'X: \u00e9'")
    said = shell.run("compare", "odd.sh", "list@dev", "--trust")
    assert said.status == 3
    assert "at odd.sh" in said.err
    assert "requests/" not in said.err


def test_what_cannot_be_compared_ends_as_a_send_does(lab: Lab, shell: Shell) -> None:
    (shell.folder / "bad.har").write_text('{"log": ')
    (shell.folder / "two.sh").write_text("curl http://a/ \n curl http://b/\n")
    (shell.folder / "none.txt").write_text("nothing of the kind")
    for words, status, what in (
        (("list@dev", "list@gone"), 2, 'Environment "gone" not found.'),
        (("gone@dev", "list@dev"), 2, 'Request "gone" not found'),
        (("gone.har:1", "list@dev"), 2, 'File "gone.har" not found.'),
        (("history:abcd", "list@dev"), 2, 'History entry "abcd" not found.'),
        (("-", "-"), 2, "Only one of the two"),
        (("bad.har", "list@dev"), 3, "bad.har is not a HAR file"),
        (("two.sh", "list@dev"), 3, "two.sh has 2 curl requests, not one."),
        (("none.txt", "list@dev"), 3, "no supported format"),
    ):
        said = shell.run("compare", *words, "--trust")
        assert (said.status, said.text) == (status, ""), words
        assert what in said.err, words
        told = shell.run("compare", *words, "--trust", "--json")
        assert told.json["differs"] is None
        assert told.json["error"]["code"]


def test_files_of_other_programs_are_untrusted(lab: Lab, shell: Shell) -> None:
    hostile = entry("http://a.b/\x1b[2J")
    hostile["request"]["headers"] = [{"name": "X\x1b]0;x\x07", "value": "\x9b31m\u202e"}]
    name = archive(shell, hostile, entry("http://a.b/"))
    said = shell.run("compare", f"{name}:1", f"{name}:2")
    assert said.status == 1
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said.text + said.err)


def test_history_is_listed_and_compared(lab: Lab, shell: Shell) -> None:
    empty = shell.run("history")
    assert (empty.status, empty.text) == (0, "")
    assert "keep = true" in empty.err
    keep_history(shell)
    asked = shell.run("history")
    assert (asked.status, asked.text) == (0, "")
    assert "No sends are kept" in asked.err
    assert "[history]" not in asked.err
    lab.request("missing", "{{base_url}}/gone")
    assert shell.run("send", "list", "--trust", "-q").status == 0
    assert shell.run("send", "missing", "--trust", "-q").status == 6
    entries = shell.run("history", "--json").json
    assert [(one["request"], one["status"]) for one in entries] == [("missing", 404), ("list", 200)]
    listed = shell.run("history").text.splitlines()
    assert [line.split()[0] for line in listed] == [one["id"] for one in entries]
    sides = [f"history:{one['id'][:6]}" for one in entries]
    said = shell.run("compare", *sides, "--json")
    assert said.status == 1, said.err
    assert ("", "changed") in found(said)
    assert not leaks([SECRET], [("the object", said.out)])
    assert shell.run("compare", sides[0], sides[0]).status == 0
    kept = list(files_below(shell.home / "state"))
    assert sum("history" in name and name.endswith(".json") for name, _ in kept) >= 2
    assert not leaks([SECRET], kept)


def test_a_url_is_kept_as_a_request_is_with_what_was_typed_masked(
    lab: Lab, shell: Shell, demo_servers: StrictServers
) -> None:
    keep_history(shell)
    typed = ("query-7Kx2mPq9RtLw", "header-7Kx2mPq9RtLw", "member-7Kx2mPq9RtLw")
    url = f"{demo_servers.api_url}/orders"
    words = ("--header", f"X-Api-Key: {typed[1]}", "--json-data", f'{{"password": "{typed[2]}"}}')
    said = shell.run("send", "POST", f"{url}?api_key={typed[0]}", *words, "--auth", "none", "-q")
    assert said.status == 6, said.err
    assert shell.run("send", "list", "--trust", "-q").status == 0
    entries = shell.run("history", "--json").json
    assert [(one["request"], one["method"]) for one in entries] == [("list", "GET"), (None, "POST")]
    lines = shell.run("history").text.splitlines()
    assert lines[1].split()[4:6] == ["none", "401"]
    sides = [f"history:{one['id']}" for one in reversed(entries)]
    compared = shell.run("compare", *sides)
    assert compared.status == 1, compared.err
    assert f"POST {url}" in compared.text
    assert not leaks(
        typed, [("the history", lines[1].encode()), *files_below(shell.home / "state")]
    )
    away = replace(shell, folder=shell.home)
    assert away.run("send", url, "-q").status == 6
    assert shell.run("history", "--json").json == entries


def keep_history(shell: Shell) -> None:
    """Has the settings ask for files of sends."""
    config = shell.home / "config/outrider"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text("[history]\nkeep = true\n")
