"""Standard streams that are closed, full or gone; signals; a folder that is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.patience import PATIENCE
from tests.servers.strict import StrictServers

ROOT = Path(__file__).parents[2]


def environment(tmp_path: Path) -> dict[str, str]:
    """A process environment with a home of its own."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
    }


def shell(words: str, lab: Lab, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Runs ``outrider`` in a shell, with the redirections that the words end with."""
    return subprocess.run(
        ["bash", "-c", f"exec {sys.executable} -m outrider {words}"],
        cwd=lab.root,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize(
    ("closed", "status"),
    [("<&-", 0), (">&-", 5), ("2>&-", 0), ("<&- >&- 2>&-", 5), ("2>/dev/full", 0)],
)
def test_only_the_stream_of_the_result_changes_the_exit_status(
    closed: str, status: int, lab: Lab, tmp_path: Path
) -> None:
    assert shell(f"send list {closed}", lab, tmp_path).returncode == status
    assert shell(f"send nothing {closed}", lab, tmp_path).returncode == 2


def test_the_body_still_arrives_where_standard_input_is_closed(lab: Lab, tmp_path: Path) -> None:
    assert '"orders"' in shell("send list <&-", lab, tmp_path).stdout


@pytest.mark.parametrize("words", ["send list", "send list --json", "token", "requests"])
def test_a_full_disk_behind_standard_output_is_told_as_such(
    words: str, lab: Lab, tmp_path: Path
) -> None:
    ended = shell(f"{words} >/dev/full", lab, tmp_path)
    assert ended.returncode == 5
    assert "No space left on device" in ended.stderr
    assert "fault of Outrider" not in ended.stderr


@pytest.mark.parametrize(
    "words",
    ["send nothing", "send list --env nowhere", "send list --output /", "send list --var =1"],
)
def test_json_is_printed_also_where_a_name_is_wrong(words: str, lab: Lab, tmp_path: Path) -> None:
    ended = shell(f"{words} --json", lab, tmp_path)
    assert ended.returncode == 2
    shown = json.loads(ended.stdout)
    assert set(shown) == {
        "environment",
        "request",
        "response",
        "token",
        "timing",
        "notes",
        "captured",
        "expectations",
        "exchanges",
        "error",
    }
    assert shown["error"]["what"]


def test_a_password_in_a_url_is_masked_before_the_url_is_resolved(lab: Lab, tmp_path: Path) -> None:
    lab.request("list", "https://user:pass-in-the-url@127.0.0.1/{{nothing}}")
    ended = shell("send list --json", lab, tmp_path)
    assert ended.returncode == 3
    assert "pass-in-the-url" not in ended.stdout + ended.stderr
    assert "127.0.0.1/{{nothing}}" in json.loads(ended.stdout)["request"]["url"]


def test_a_current_folder_that_is_gone_is_told_as_such(lab: Lab, tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            "bash",
            "-c",
            f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m outrider check",
        ],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 2
    assert "current folder is gone" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_waiting_leaves_no_part_of_the_output_file(
    number: signal.Signals, lab: Lab, demo_servers: StrictServers, tmp_path: Path
) -> None:
    lab.request("slow", "{{base_url}}/slow?seconds=600")
    output = tmp_path / "body"
    output.write_text("as it was")
    with subprocess.Popen(
        [sys.executable, "-m", "outrider", "send", "slow", "--output", str(output)],
        cwd=lab.root,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until = time.monotonic() + PATIENCE
        while not demo_servers.api.recorder.count and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(number)
        complaint = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == (130 if number is signal.SIGINT else 143)
    assert "Traceback" not in complaint
    assert output.read_text() == "as it was"
    assert not list(tmp_path.glob(".*.part"))


def test_a_full_disk_leaves_the_older_output_file_as_it_was(lab: Lab, tmp_path: Path) -> None:
    lab.request("large", "{{base_url}}/large")
    output = tmp_path / "folder" / "body"
    output.parent.mkdir()
    output.write_text("as it was")
    limited = f"ulimit -f 1; {sys.executable} -m outrider send large --output {output}"
    ended = subprocess.run(
        ["bash", "-c", limited],
        cwd=lab.root,
        env=environment(tmp_path) | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert "File too large" in ended.stderr
    assert output.read_text() == "as it was"
    assert [path.name for path in output.parent.iterdir()] == ["body"]


@pytest.mark.parametrize("name", ["two words", "1st", "é=", "{{a}}"])
def test_a_variable_that_nothing_can_refer_to_is_refused(
    name: str, lab: Lab, tmp_path: Path
) -> None:
    assert shell(f"send list --var '{name}=1'", lab, tmp_path).returncode == 2


def test_a_mistyped_command_cannot_write_to_the_terminal(lab: Lab, tmp_path: Path) -> None:
    ended = shell("$'\\x1b[31mred'", lab, tmp_path)
    assert ended.returncode == 2
    assert "\x1b" not in ended.stderr
