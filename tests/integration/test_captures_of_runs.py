"""Which request of a run captures what another needs, by the real program."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.shell import Shell

CAPTURE = '[[capture]]\nname = "order"\njq = ".method"\n'
CREATE = f'method = "POST"\nurl = "{{{{base_url}}}}/echo"\n{CAPTURE}'
READ = 'url = "{{base_url}}/echo?order={{order}}"\n'
WRONG = "[[expect]]\nstatus = 299\n"


def test_what_no_request_of_the_run_captures_is_a_mistake_of_the_call(
    lab: Lab, shell: Shell
) -> None:
    lab.write({"requests/o/create.toml": CREATE, "requests/o/read.toml": READ})
    lab.write({"requests/o/twice.toml": READ})
    said = shell.run("run", "o/read", "o/twice", "--trust")
    assert said.status == 3
    assert 'request "o/create" captures it.' in said.text
    assert "Send both in one run: outrider run o/create o/read\n" in said.text
    assert "Send both in one run: outrider run o/create o/twice\n" in said.text
    assert shell.run("run", "o", "--trust").status == 0
    said = shell.run("send", "o/read", "--trust")
    assert said.status == 3
    assert "Send both in one run: outrider run o/create o/read\n" in said.err


def test_a_request_that_is_sent_before_the_one_that_captures_fails(lab: Lab, shell: Shell) -> None:
    lab.write({"requests/o/1.toml": READ, "requests/o/2.toml": CREATE})
    said = shell.run("run", "o", "--trust")
    assert said.status == 3
    assert "That request is sent later in this run." in said.text
    assert "Put it before this one" in said.text
    lab.write({"requests/o/folder.toml": 'order = ["2", "1"]\n'})
    assert shell.run("run", "o", "--trust").status == 0


def test_of_several_requests_that_capture_the_earlier_one_of_the_run_counts(
    lab: Lab, shell: Shell
) -> None:
    lab.write(
        {
            "requests/o/0.toml": CREATE,
            "requests/o/1.toml": 'url = "{{base_url}}/echo"\n'
            '[[capture]]\nname = "order"\njq = ".nothing"\n',
            "requests/o/2.toml": READ + CAPTURE,
        }
    )
    said = shell.run("run", "o/1", "o/2", "--trust")
    assert said.status == 1
    assert "– skipped" in said.text
