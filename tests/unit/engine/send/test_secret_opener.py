"""What was typed comes before every source, for its own workspace and environment only."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab

from outrider.engine.exchanges.secret_bounds import SecretBounds
from outrider.engine.send.secret_opener import SecretOpener
from outrider.errors import Severity
from outrider.model.secret import Secret
from outrider.next_steps import EnterSecret, NextStep, SetOsVariable
from outrider.redaction import Redactor

SOURCES = """
[secrets]
of_process = { env = "NOT_SET" }
of_empty = { env = "EMPTY" }
of_dotenv = { dotenv = ".env", key = "NONE" }
of_file = { file = "none" }
"""


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    files = {"outrider.toml": "", "environments/dev.toml": SOURCES, ".env": "A=1\n"}
    return Lab(tmp_path.resolve()).write({**files, "environments/live.toml": SOURCES})


@pytest.fixture
def opener() -> SecretOpener:
    return SecretOpener({"EMPTY": ""}, Redactor(), None, bounds=SecretBounds())


@pytest.mark.parametrize("name", ["of_process", "of_empty", "of_dotenv", "of_file"])
async def test_a_secret_that_was_typed_is_opened_nowhere(
    lab: Lab, opener: SecretOpener, name: str
) -> None:
    snapshot = lab.snapshot("dev")
    _, faults = await opener.open([name], snapshot)
    fault = next(one for one in faults if one.severity is Severity.ERROR)
    asked: NextStep = EnterSecret(name)
    assert fault.step == (SetOsVariable("NOT_SET", name) if name == "of_process" else asked)
    opener.keep(snapshot, name, Secret("typed"))
    assert await opener.open([name], snapshot) == ({name: Secret("typed")}, [])
    for other in (lab.snapshot("live"), replace(snapshot, root=lab.root / "other")):
        assert (await opener.open([name], other))[1]
    opener.forget("dev", {"another"})
    assert opener.typed_names(lab.root, "dev") == {name}
    opener.forget("dev", {name})
    assert (await opener.open([name], snapshot))[1]


def test_a_process_variable_that_was_typed_needs_trust_and_is_masked(lab: Lab) -> None:
    redactor = Redactor()
    opener = SecretOpener({"GIVEN": "g"}, redactor, None, bounds=SecretBounds())
    snapshot = lab.snapshot("dev")
    opener.keep(snapshot, "$env.MINE", Secret("CANARY-12"))
    assert opener.process_values(["MINE", "GIVEN"], snapshot)[0] == {
        "GIVEN": "g",
        "MINE": "CANARY-12",
    }
    assert "CANARY" not in redactor.mask_body("a CANARY-12 b")
    lab.trusted = False
    values, faults = opener.process_values(["MINE"], lab.snapshot("dev"))
    assert (values, len(faults)) == ({}, 1)
    opener.forget("dev", {"MINE"})
    lab.trusted = True
    assert opener.process_values(["MINE"], lab.snapshot("dev"))[0] == {}
