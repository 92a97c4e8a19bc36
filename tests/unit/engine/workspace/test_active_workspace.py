"""The workspace that a screen works on."""

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.events import EnvironmentActivated, Event, WorkspaceReloaded
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import OutriderError, UnknownName, UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Lab:
    lab = Lab(tmp_path.resolve())
    request = 'url = "https://x"\n'
    return lab.write(
        {
            "outrider.toml": 'name = "Shop"\ndefault_environment = "staging"\n',
            "environments/dev.toml": 'name = "Dev"\n',
            "environments/staging.toml": 'name = "Staging"\n',
            "environments/broken.toml": "name = 5\n",
            "requests/folder.toml": 'order = ["second", "billing"]\n',
            "requests/first.toml": request,
            "requests/second.toml": request,
            "requests/billing/folder.toml": 'name = "Billing"\n',
            "requests/billing/invoice.toml": 'name = "Invoice"\n' + request,
            "requests/zz-broken.toml": "url = \n",
        }
    )


def opened(lab: Lab) -> ActiveWorkspace:
    return ActiveWorkspace(str(lab.root), {"HOME": str(lab.root)})


def test_the_tree_follows_the_folders_order(folder: Lab) -> None:
    tree = opened(folder).tree()
    assert [(one.id, one.depth, one.is_folder) for one in tree] == [
        ("second", 0, False),
        ("billing", 0, True),
        ("billing/invoice", 1, False),
        ("first", 0, False),
        ("zz-broken", 0, False),
    ]
    assert tree[1].name == "Billing"
    assert tree[2].name == "Invoice"


def test_a_broken_file_keeps_its_place_with_its_problem(folder: Lab) -> None:
    workspace = opened(folder)
    broken = workspace.tree()[-1]
    assert broken.request is None
    assert broken.problem
    environments = {one.id: one for one in workspace.environments}
    assert environments["broken"].environment is None
    assert environments["broken"].problem
    assert environments["dev"].environment is not None


def test_the_default_environment_is_active_first(folder: Lab) -> None:
    workspace = opened(folder)
    workspace.activate_initial(None)
    assert workspace.active == "staging"
    workspace.activate_initial("dev")
    assert workspace.environment is not None
    assert workspace.environment.name == "Dev"
    with pytest.raises(UnknownName):
        workspace.activate_initial("nope")


def test_the_snapshot_does_not_follow_the_files(folder: Lab) -> None:
    workspace = opened(folder)
    workspace.activate_initial("dev")
    snapshot = workspace.snapshot()
    folder.write({"environments/dev.toml": 'name = "Renamed"\n'})
    workspace.reload()
    assert snapshot.environment is not None
    assert snapshot.environment.name == "Dev"
    assert workspace.environment is not None
    assert workspace.environment.name == "Renamed"
    assert workspace.active == "dev"


def test_a_send_uses_what_the_files_say_now(folder: Lab) -> None:
    workspace = opened(folder)
    workspace.activate_initial("dev")
    folder.write({"environments/dev.toml": 'name = "Renamed"\n'})
    environment = workspace.snapshot().environment
    assert environment is not None
    assert environment.name == "Renamed"
    folder.write({"environments/dev.toml": "name = \n"})
    with pytest.raises(OutriderError):
        workspace.snapshot()


def test_an_environment_that_went_away_is_active_no_more(folder: Lab) -> None:
    workspace = opened(folder)
    workspace.activate_initial("dev")
    (folder.root / "environments/dev.toml").unlink()
    workspace.reload()
    assert workspace.active == ""


def test_a_broken_root_file_leaves_what_was_read(folder: Lab) -> None:
    workspace = opened(folder)
    folder.write({"outrider.toml": "name = \n"})
    with pytest.raises(OutriderError):
        workspace.reload()
    assert workspace.name == "Shop"
    assert workspace.tree()


def test_a_folder_without_a_workspace_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        ActiveWorkspace(str(tmp_path), {})


def test_a_request_without_a_file_has_the_folders_above_it(folder: Lab) -> None:
    above = opened(folder).folders_above("billing/new")
    assert [one.id for one in above] == ["billing", ""]


def test_what_becomes_of_it_is_published(folder: Lab) -> None:
    workspace, told = opened(folder), list[Event]()
    workspace.bus.subscribe(told.append)
    workspace.activate("dev")
    assert workspace.active == "dev"
    workspace.read_again(active="staging")
    assert told == [EnvironmentActivated("dev")]
    workspace.reload(is_read=True)
    workspace.reload(active="gone")
    assert told[1:] == [WorkspaceReloaded(), WorkspaceReloaded()]
    assert workspace.active == ""


def test_one_that_cannot_be_read_again_stays_with_its_environment(folder: Lab) -> None:
    workspace, told = opened(folder), list[Event]()
    workspace.activate("dev")
    workspace.bus.subscribe(told.append)
    folder.write({"outrider.toml": "name = \n"})
    with pytest.raises(OutriderError):
        workspace.reload(active="staging")
    assert workspace.active == "dev"
    assert told == []


def test_environments_come_in_the_order_of_the_list(folder: Lab) -> None:
    text = 'environments = ["staging", "gone", "live", "dev"]\n'
    protected = "protected = true\n"
    folder.write({"outrider.toml": text, "environments/live.toml": protected})
    folder.write({"environments/alpha.toml": protected, "environments/zeta.toml": ""})
    ids = [one.id for one in opened(folder).environments]
    # What is not listed follows by name, protected ones last.
    assert ids == ["staging", "live", "dev", "broken", "zeta", "alpha"]
