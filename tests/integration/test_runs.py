"""``outrider run``, by the real program, against a server that counts."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.counting import CountingServer
from tests.shell import Shell


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, server: CountingServer) -> Lab:
    """A workspace with the environments ``dev``, ``staging`` and a protected ``production``."""
    made = Lab((tmp_path / "workspace").resolve())
    made.write({"outrider.toml": 'name = "Counted"\ndefault_environment = "dev"\n'})
    for name in ("dev", "staging", "production"):
        more = "protected = true\n" if name == "production" else ""
        made.environment(name, api=server.url, token=f"{server.url}/token", more=more)
    return made


@pytest.fixture
def program(folder: Lab, tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Shell(home, folder.root)


def echo(content: str, more: str = "") -> str:
    """A request that gets its body back."""
    body = f"[body]\ntype = \"json\"\ncontent = '''{content}'''\n"
    return f'method = "POST"\nurl = "{{{{base_url}}}}/echo"\n{body}{more}'


def get(path: str, more: str = "") -> str:
    return f'url = "{{{{base_url}}}}{path}"\n{more}'


def test_a_folder_is_sent_in_the_order_of_the_tree_with_one_token(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/folder.toml": 'order = ["z", "orders"]\n',
            "requests/z.toml": get("/z"),
            "requests/a.toml": get("/a"),
            "requests/orders/folder.toml": 'order = ["create", "read"]\n',
            "requests/orders/create.toml": echo(
                '{"id": "o-1"}', '[[capture]]\nname = "order"\njq = ".id"\n'
            ),
            "requests/orders/read.toml": get("/orders/{{order}}"),
            "requests/orders/delete.toml": get("/orders/{{order}}", 'method = "DELETE"\n'),
        }
    )
    said = program.run("run", "--trust")
    assert said.status == 0, said.err
    assert server.tokens == 1
    assert server.asked == [
        "GET /z",
        "POST /echo",
        "GET /orders/o-1",
        "DELETE /orders/o-1",
        "GET /a",
    ]
    first, *rows, last = said.text.splitlines()
    assert first == 'Run "Counted" in dev'
    assert last.startswith("5 requests: 5 passed · ")
    assert [line.rsplit(" ", 2)[0] for line in rows] == [
        f"  ✓ 200 {name}" for name in ("z", "create", "read", "delete", "a")
    ]


def test_what_is_named_is_sent_once_in_the_order_of_the_tree(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    for name in ("b/two", "b/one", "a", "c"):
        folder.write({f"requests/{name}.toml": get(f"/{name}")})
    assert program.run("run", "c", "b/two", "requests/b/", "a.toml", "--trust").status == 0
    assert server.asked == ["GET /a", "GET /b/one", "GET /b/two", "GET /c"]


def test_each_environment_row_and_repeat_has_captures_of_its_own(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/1.toml": echo(
                '{"id": "{{id}}"}',
                '[variables]\nid = "of the file"\n'
                '[[capture]]\nname = "got"\njq = "select(.id != \\"none\\") | .id"\n',
            ),
            "requests/2.toml": get("/x/{{got}}"),
            "rows.csv": '\ufeffid,note\r\n"a,1",\r\nnone,"say ""so"""\r\n',
        }
    )
    said = program.run(
        *("run", "--trust", "--data", "rows.csv", "--repeat", "2"),
        *("--env", "dev", "--env", "staging", "--report", "json"),
    )
    # Nothing was captured from the second row: what was captured before is not known there.
    assert said.status == 1
    rows = said.json["requests"]
    assert [
        (one["environment"], one["row"], one["repeat"], one["request"], one["outcome"])
        for one in rows
    ] == [
        (environment, row, repeat, request, outcome)
        for environment in ("dev", "staging")
        for row, outcomes in ((1, ("passed", "passed")), (2, ("failed", "skipped")))
        for repeat in (1, 2)
        for request, outcome in zip(("1", "2"), outcomes, strict=True)
    ]
    assert server.asked.count("GET /x/a,1") == 4
    assert server.tokens == 2, "one for each environment"
    assert said.json["counts"] == {"planned": 16, "passed": 8, "failed": 4, "skipped": 4}


def test_a_column_is_below_var_and_captures_and_above_the_files(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/1.toml": echo('{"c": "captured"}', '[[capture]]\nname = "c"\njq = ".c"\n'),
            "requests/2.toml": get("/{{v}}/{{c}}/{{r}}/{{o}}", '[variables]\nr = "file"\n'),
            "rows.json": '[{"v": "row", "c": "row", "r": 1.50, "o": "{{v}}"}]',
        }
    )
    assert program.run("run", "--trust", "--data", "rows.json", "--var", "v=var").status == 0
    assert server.asked[-1] == "GET /var/captured/1.50/%7B%7Bv%7D%7D"


def test_passes_are_side_by_side_and_share_one_token(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write({"requests/a.toml": get("/together"), "rows.jsonl": '{"n": 1}\n{"n": 2}\n'})
    said = program.run("run", "--trust", "--data", "rows.jsonl", "--parallel", "2")
    assert said.status == 0, said.text
    assert server.tokens == 1


def test_what_fails_decides_the_exit_status(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/ok.toml": get("/ok"),
            "requests/expected.toml": get("/missing", "[[expect]]\nstatus = 404\n"),
            "requests/status.toml": get("/missing"),
            "requests/unmet.toml": get("/x", '[[expect]]\njq = ".target"\nequals = "/y"\n'),
            "requests/broken.toml": get("/break"),
            "requests/undefined.toml": get("/{{nothing}}"),
        }
    )
    for names, status in (
        (("ok", "expected"), 0),
        (("ok", "status"), 1),
        (("ok", "unmet"), 1),
        (("ok", "broken", "unmet"), 5),
        (("broken", "undefined", "ok"), 3),
    ):
        said = program.run("run", *names, "--trust")
        assert said.status == status, said.text
        assert f"{len(names)} requests: " in said.text
    server.refuses = True
    assert program.run("run", "ok", "--trust").status == 4


def test_each_failure_has_its_request_expectation_values_and_exchange(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/in/unmet.toml": get(
                "/x", 'name = "Look"\n[[expect]]\nname = "it"\njq = ".target"\nequals = "/y"\n'
            ),
            "requests/after.toml": get("/after"),
        }
    )
    said = program.run("run", "--trust")
    tail = said.text.partition("✗ Look (in/unmet)\n")[2].splitlines()
    assert tail[0].startswith(f"  GET {server.url}/x 200 ")
    assert tail[0].endswith(" ms")
    assert tail[1:] == ['  requests/in/unmet.toml:6: it: jq .target equals "/y": got "/x".']


def test_a_client_that_was_refused_is_not_tried_again(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    server.refuses = True
    for name in "abc":
        folder.write({f"requests/{name}.toml": get(f"/{name}")})
    said = program.run("run", "--trust", "--repeat", "2")
    assert said.status == 4
    assert server.targets == ["POST /token"]
    assert said.text.count("Token request refused: 401 invalid_client") == 6
    assert said.text.splitlines()[1].startswith("  ✗ no token a · repeat 1 ")


def test_a_secret_of_a_row_is_named_as_one(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    server.refuses = True
    folder.write({"requests/a.toml": get("/a"), "rows.csv": "client_secret\nof-the-row\n"})
    said = program.run("run", "--trust", "--data", "rows.csv")
    assert said.status == 4
    assert 'Check secret "client_secret", set by a row of data.' in said.text
    assert "of-the-row" not in said.text


def test_nothing_is_sent_that_changes_data_in_a_protected_environment(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write({"requests/a.toml": get("/a"), "requests/b.toml": echo("{}")})
    environments = ("--env", "dev", "--env", "production")
    said = program.run("run", "--trust", *environments)
    assert said.status == 2
    assert server.targets == []
    assert 'Environment "production" is protected: 1 of 2 requests may change data' in said.err
    assert "Pass --yes to confirm." in said.err
    assert program.run("run", "--trust", *environments, "--yes").status == 0
    assert program.run("run", "a", "--trust", *environments).status == 0


def test_a_run_stops_after_the_first_failure_where_it_is_to(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write({"requests/a.toml": get("/missing"), "requests/b.toml": get("/b")})
    said = program.run("run", "--trust", "--bail", "--repeat", "3", "--report", "tap")
    assert said.status == 1
    assert server.asked == ["GET /missing"]
    assert "Bail out! Stopped after 1 of 6 requests." in said.text


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_what_was_done_is_reported_when_it_is_interrupted(
    folder: Lab, program: Shell, server: CountingServer, number: int, status: int
) -> None:
    folder.write({"requests/a.toml": get("/a"), "requests/b.toml": get("/hang")})
    running = program.start("run", "--trust", "--report", "json=run.json", "--report", "tap")
    server.wait_for("GET /hang")
    running.send_signal(number)
    out, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == status
    told = "Interrupted after 1 of 2 requests while GET b was under way."
    assert f"Bail out! {told}" in out.decode()
    kept = json.loads((folder.root / "run.json").read_text())
    assert kept["interrupted"] is True
    assert [one["request"] for one in kept["requests"]] == ["a"]


def test_reports_tell_no_secret(folder: Lab, program: Shell, server: CountingServer) -> None:
    shaped = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z5B"
    folder.write(
        {
            "requests/a.toml": echo(
                f'{{"note": "{shaped}", "password": "hunter22x", "id": "{{{{card}}}}"}}',
                '[[capture]]\nname = "note"\njq = ".note"\n'
                '[[expect]]\njq = ".note"\nequals = "x"\n'
                '[[expect]]\njq = ".password"\nequals = "y"\n'
                '[[expect]]\njq = ".id"\nequals = "z"\n'
                '[[expect]]\nbody = true\nequals = ""\n'
                '[[expect]]\nheader = "x"\nequals = "{{client_secret}}"\n',
            ),
            "rows.csv": "card,api_key\nplain-row-4,Zm9vYmFyYmF6cXV4MTIz\n",
        }
    )
    files = {name: f"out.{name}" for name in ("json", "junit", "tap", "html", "text")}
    words = [word for name, file in files.items() for word in ("--report", f"{name}={file}")]
    said = program.run("run", "--trust", "--data", "rows.csv", *words)
    assert said.status == 1
    texts = [said.text, said.err, *((folder.root / one).read_text() for one in files.values())]
    for text in texts:
        for secret in (shaped, "hunter22x", "dev-only-secret", "counted-token-4711"):
            assert secret not in text
    assert all("plain-row-4" in text for text in (texts[0], *texts[2:]))


def test_a_report_that_cannot_be_written_stops_before_the_first_request(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write({"requests/a.toml": get("/a")})
    for words, what in (
        (("--report", "junit=none/r.xml"), 'Folder "none" does not exist.'),
        (("--report", "junit=requests"), "It is a folder."),
        (("--report", "tap", "--report", "text"), "2 reports would be written"),
        (("--report", "tap=r", "--report", "text=./r"), "Two reports would be written"),
        (("--report", "xml"), 'Report format "xml" is unknown.'),
        (("--report", "tap="), "has no file"),
        (("--repeat", "0"), "is not a number from 1 on"),
        (("--parallel", "x"), "is not a number from 1 on"),
        (("nothing",), 'Folder or request "nothing" not found.'),
        (("--allow-host", "http://x"), "--allow-host"),
        (("--env", "nowhere"), "nowhere"),
    ):
        said = program.run("run", "--trust", *words)
        assert said.status == 2, said.err
        assert what in said.err
    assert server.targets == []


def test_a_file_that_cannot_be_read_stops_before_the_first_request(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/a.toml": get("/a"),
            "requests/in/b.toml": "url = ",
            "requests/in/c.toml": get("/c"),
            "rows.csv": "a,b\n1\n",
            "empty.csv": "a,b\n",
        }
    )
    assert program.run("run", "--trust").status == 3
    assert program.run("run", "in", "--trust").status == 3
    assert program.run("run", "in/b", "--trust").status == 3
    said = program.run("run", "a", "--trust", "--data", "rows.csv")
    assert said.status == 3
    assert "rows.csv:2: error: 1 value in 2 columns." in said.err
    assert program.run("run", "a", "--trust", "--data", "empty.csv").status == 3
    assert server.targets == []
    assert program.run("run", "a", "in/c", "--trust").status == 0


def test_snapshots_are_written_anew_from_what_is_right_otherwise(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    shaped = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z5B"
    snapshot = '[[expect]]\nsnapshot = "kept/{{$env.WHICH}}.json"\nignore = [".at"]\n'
    given = f'{{"at": {{{{$timestamp}}}}, "note": "{shaped}", "n": [1]}}'
    folder.write(
        {
            "requests/a.toml": echo(given, snapshot),
            "requests/b.toml": get("/missing", snapshot.replace("$env.WHICH", "fixed")),
            "outrider.toml": 'default_environment = "dev"\n[variables]\nfixed = "b"\n',
        }
    )
    kept = folder.root / "kept"

    def run(*words: str) -> tuple[int, str]:
        said = program.run("run", "--trust", *words, WHICH="a")
        return said.status, said.text

    status, text = run("a")
    assert status == 1
    assert "pass --update to write the snapshot" in text
    assert run("--update")[0] == 1, "a status of 404 is no snapshot"
    assert [one.name for one in kept.iterdir()] == ["a.json"]
    assert json.loads((kept / "a.json").read_text()) == {"n": [1], "note": "••••••"}
    assert run("a")[0] == 0
    folder.write({"requests/a.toml": echo(given.replace("[1]", "[1, 2]"), snapshot)})
    status, text = run("a")
    assert status == 1
    assert "+    2" in text
    assert run("a", "--update")[0] == 0
    assert run("a")[0] == 0


def test_a_request_whose_capture_is_of_a_request_that_failed_is_skipped(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    folder.write(
        {
            "requests/1.toml": get("/break", '[[capture]]\nname = "id"\njq = ".id"\n'),
            "requests/2.toml": get("/{{id}}", '[[capture]]\nname = "next"\njq = ".id"\n'),
            "requests/3.toml": get("/{{next}}"),
            "requests/4.toml": get("/{{next}}/{{nothing}}"),
        }
    )
    said = program.run("run", "1", "2", "3", "--trust")
    assert said.status == 5
    assert said.text.count("– skipped") == 2
    said = program.run("run", "2", "--trust")
    assert said.status == 3, "what no request of the run captures is a mistake of the call"
    assert 'request "1" captures it.' in said.text
    assert "Send both in one run: outrider run 1 2\n" in said.text
    assert program.run("run", "2", "3", "--trust").status == 3
    assert program.run("run", "4", "--trust").status == 3, "what nothing captures is an error"
