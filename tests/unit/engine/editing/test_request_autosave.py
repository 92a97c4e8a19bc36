"""Drafts: whole at every moment, only the user's, and never another instance's."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from tests.patience import PATIENCE
from tests.shell import ROOT

from outrider.engine.editing.edit_buffers import EditBuffers
from outrider.engine.editing.request_autosave import (
    DraftState,
    RequestAutosaver,
    compare_draft,
    restore_draft,
    unsaved_drafts,
)
from outrider.engine.event_bus import EventBus
from outrider.errors import SourceLocation
from outrider.model.workspace import (
    AuthTable,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
    Variable,
)
from outrider.storage.draft_folder import DraftFolder, RequestDraft
from outrider.storage.reading.workspace_reader import WorkspaceReader


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    (root / "requests").mkdir(parents=True)
    (root / "outrider.toml").touch()
    (root / "requests/list.toml").write_text('# mine\nurl = "https://a.test/"\n')
    return root


@pytest.fixture
def desk(root: Path) -> EditBuffers:
    return EditBuffers(WorkspaceReader(root, trusted=False), EventBus())


@pytest.fixture
def drafts(root: Path, tmp_path: Path) -> Callable[[str], DraftFolder]:
    def folder(instance: str) -> DraftFolder:
        return DraftFolder(tmp_path / "state/drafts", root, instance, lambda: 1_000.0)

    return folder


def typed(desk: EditBuffers, url: str) -> Request:
    return desk.edit(structs.replace(desk.open("list").current, url=url)).current


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_draft_follows_what_is_typed_and_goes_when_it_is_saved(
    desk: EditBuffers, drafts: Callable[[str], DraftFolder], tmp_path: Path
) -> None:
    mine, other = drafts("1-a"), drafts("2-b")
    keeper = RequestAutosaver(desk, mine, pytest.fail, pause=0)
    request = typed(desk, "https://b.test/")
    kept = tmp_path / "state/drafts"
    until(lambda: any("b.test" in one.read_text() for one in kept.glob("*.json")))
    assert other.orphaned_requests() == ()
    desk.save("list")
    until(lambda: not list(kept.glob("*.json")))
    typed(desk, "https://c.test/")
    keeper.close()
    (left,) = other.orphaned_requests()
    assert left.request == structs.replace(request, url="https://c.test/")
    assert left.written == 1_000.0
    other.discard(left)
    assert other.orphaned_requests() == ()
    assert list(kept.iterdir()) == []


def test_a_living_instances_drafts_are_nobody_elses(
    desk: EditBuffers, drafts: Callable[[str], DraftFolder], root: Path, tmp_path: Path
) -> None:
    mine = drafts("1-a")
    typed(desk, "https://b.test/")
    mine.write(unsaved_drafts(desk)[0])
    other = drafts("2-b")
    assert other.orphaned_requests() == ()
    elsewhere = DraftFolder(tmp_path / "state/drafts", tmp_path, "3-c", lambda: 0.0)
    mine.close()
    assert elsewhere.orphaned_requests() == ()
    assert len(other.orphaned_requests()) == 1


def test_what_is_not_ours_is_left_alone(
    desk: EditBuffers, drafts: Callable[[str], DraftFolder], tmp_path: Path
) -> None:
    mine = drafts("1-a")
    typed(desk, "https://b.test/")
    mine.write(unsaved_drafts(desk)[0])
    mine.close()
    folder = tmp_path / "state/drafts"
    (path,) = folder.glob("*.json")
    data = json.loads(path.read_text())
    foreign = {
        "notes.txt": "mine",
        path.name.replace(".1-a.", ".1-b."): json.dumps(data | {"version": 2}),
        path.name.replace(".1-a.", ".1-c."): json.dumps(data | {"table": {"query": 5}}),
        path.name.replace(".1-a.", ".1-d."): path.read_text()[:50],
        path.name.replace(".1-a.", ".1-e."): "[" * 100_000,
        path.name.replace(".1-a.", ".1-f."): json.dumps(data | {"workspace": "/else"}),
    }
    for name, text in foreign.items():
        (folder / name).write_text(text)
    dead = subprocess.Popen((sys.executable, "-c", ""))
    dead.wait()
    (folder / f".x.json.outrider-{dead.pid}-0.tmp").write_text("half")
    (folder / f"{dead.pid}-dead.lock").touch()
    os.mkfifo(folder / path.name.replace(".1-a.", ".1-0."))
    (left,) = drafts("2-b").orphaned_requests()
    assert left.path == path
    assert foreign.keys() <= {one.name for one in folder.iterdir()}
    assert not list(folder.glob(".x*"))
    assert not (folder / f"{dead.pid}-dead.lock").exists()


def test_a_folder_of_somebody_else_is_not_used_and_an_open_one_is_closed(
    desk: EditBuffers, drafts: Callable[[str], DraftFolder], tmp_path: Path
) -> None:
    folder = tmp_path / "state/drafts"
    folder.mkdir(parents=True, mode=0o755)
    typed(desk, "https://b.test/")
    drafts("1-a").write(unsaved_drafts(desk)[0])
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    said: list[str] = []
    keeper = RequestAutosaver(desk, drafts("2-b"), said.append, pause=0)
    keeper.flush()
    keeper.flush()
    assert said == [
        "Unsaved changes cannot be backed up. The draft was not saved: a part "
        "of its path is a file."
    ]
    keeper.close()


TEXT = st.text(st.characters(codec=None), max_size=8)
ROWS = st.lists(st.builds(NameValueRow, TEXT, TEXT, st.booleans(), TEXT), max_size=3).map(tuple)
PLACE = SourceLocation("requests/list.toml", ("auth",))
AUTHS = st.dictionaries(st.sampled_from(["type", "token"]), TEXT, min_size=1).map(
    lambda table: AuthTable(
        MappingProxyType(table),
        MappingProxyType(
            {name: SourceLocation("requests/list.toml", ("auth", name)) for name in table}
        ),
        PLACE,
    )
)
BODIES = st.one_of(
    st.none(),
    st.builds(TextBody, st.sampled_from(["json", "text", "xml"]), TEXT),
    st.builds(FormBody, ROWS),
    st.builds(MultipartBody, st.lists(st.builds(MultipartPart, TEXT, TEXT), max_size=2).map(tuple)),
    st.builds(GraphQLBody, TEXT, st.none() | TEXT, st.none() | TEXT),
)
VARIABLES = st.dictionaries(TEXT, TEXT | st.integers() | st.booleans(), max_size=2).map(
    lambda found: MappingProxyType(
        {
            name: Variable(value, SourceLocation("requests/list.toml", ("variables", name)))
            for name, value in found.items()
        }
    )
)
REQUESTS = st.builds(
    Request,
    id=st.just("list"),
    name=TEXT.filter(bool),
    file=st.just("requests/list.toml"),
    method=TEXT.filter(bool),
    url=TEXT,
    description=TEXT,
    query_params=ROWS,
    headers=ROWS,
    path_params=st.dictionaries(TEXT, TEXT, max_size=2).map(MappingProxyType),
    auth=st.none() | AUTHS,
    variables=VARIABLES,
    body=BODIES,
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(request_=REQUESTS)
def test_whatever_was_typed_comes_back_as_it_was(
    request_: Request, drafts: Callable[[str], DraftFolder], root: Path
) -> None:
    mine = drafts("1-a")
    mine.write(RequestDraft(request_, "0"))
    mine.close()
    (left,) = drafts("2-b").orphaned_requests()
    assert left.request == request_
    comparison = compare_draft(root, left, trusted=False)
    assert comparison.state is DraftState.CHANGED
    mine.remove("list")


def test_a_credential_that_is_written_out_is_masked_in_the_difference(
    root: Path, desk: EditBuffers
) -> None:
    file = root / "requests/list.toml"
    file.write_text('url = "https://a.test/"\n[auth]\ntype = "bearer"\ntoken = "hush-hush"\n')
    request = desk.open("list").current
    desk.edit(
        structs.replace(
            request, headers=(NameValueRow("X-Copy", "hush-hush"), NameValueRow("A", "b"))
        )
    )
    (draft,) = unsaved_drafts(desk)
    lines = compare_draft(root, draft, trusted=False).lines
    assert "hush-hush" not in str(lines)
    assert any(sign == "+" and '"A"' in line for sign, line in lines)
    assert any("X-Copy" in line and "••••••" in line for _, line in lines)


def test_a_file_that_is_too_long_is_not_compared(root: Path, desk: EditBuffers) -> None:
    request = desk.open("list").current
    desk.edit(structs.replace(request, body=TextBody("text", "line\n" * 50_000)))
    (draft,) = unsaved_drafts(desk)
    comparison = compare_draft(root, draft, trusted=False)
    assert comparison.lines == (("…", "It is too long to be compared here."),)


def test_a_restored_draft_is_an_edit_and_a_second_one_a_request_of_its_own(
    desk: EditBuffers,
) -> None:
    request = typed(desk, "https://b.test/")
    (draft,) = unsaved_drafts(desk)
    desk.reload("list")
    assert restore_draft(desk, draft) == "list"
    assert desk.open("list").current == request
    other = restore_draft(
        desk, RequestDraft(structs.replace(request, url="https://c.test/"), draft.digest)
    )
    assert desk.open(other).saved is None
    assert desk.open(other).current.name == "list"
    assert {one.request.url for one in unsaved_drafts(desk)} == {
        "https://b.test/",
        "https://c.test/",
    }


TYPING = """
import os, signal, sys, time
from pathlib import Path
from msgspec import structs
from outrider.engine.editing.request_autosave import RequestAutosaver
from outrider.engine.event_bus import EventBus
from outrider.engine.editing.edit_buffers import EditBuffers
from outrider.storage.draft_folder import DraftFolder
from outrider.storage.reading.workspace_reader import WorkspaceReader
root, state = map(Path, sys.argv[1:])
# Each line that is read is a life, which is gone as soon as it is killed.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if not os.fork():
        break
else:
    os._exit(0)
desk = EditBuffers(WorkspaceReader(root, trusted=False), EventBus())
folder = DraftFolder(state, root, f"{os.getpid()}-x", time.time)
keeper = RequestAutosaver(desk, folder, print, pause=0.001)
request = desk.open("list").current
print(os.getpid(), flush=True)
for number in range(100_000):
    desk.edit(structs.replace(request, url="https://a.test/" + "x" * number))
    time.sleep(0.001)
"""


def test_killed_while_it_writes_a_draft_is_whole_and_the_newest(
    root: Path, drafts: Callable[[str], DraftFolder], tmp_path: Path
) -> None:
    """Eighteen lives that do nothing but write, each killed at another moment."""
    chance = random.Random(7)
    folder = tmp_path / "state/drafts"
    typist = subprocess.Popen(
        (sys.executable, "-c", TYPING, str(root), str(folder)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert typist.stdin is not None
    assert typist.stdout is not None
    reader = drafts("2-b")
    for _ in range(6):
        lives = []
        for _ in range(3):
            typist.stdin.write("\n")
            lives.append(int(typist.stdout.readline()))
        until(lambda: len(list(folder.glob("*.json"))) == 3)
        time.sleep(chance.uniform(0, 0.05))
        assert reader.orphaned_requests() == ()
        for life in lives:
            os.kill(life, signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{life}").exists() for life in lives))  # noqa: B023
        left = reader.orphaned_requests()
        assert len(left) == len(lives)
        for draft in left:
            assert set(draft.request.url.removeprefix("https://a.test/")) <= {"x"}
            reader.discard(draft)
        reader.orphaned_requests()
        assert list(folder.iterdir()) == []
    typist.communicate(timeout=PATIENCE)
