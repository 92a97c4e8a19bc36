"""Values are frozen and slotted, and a secret never prints itself."""

import copy
import dataclasses
import importlib
import inspect
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.model.secret import MASK, Secret, concat, transform

ROOT = Path(__file__).parents[2]
FROZEN_ROOMS = ("model", "oauth", "auth", "variables")


def dataclasses_of(room: str) -> Iterator[type]:
    for path in sorted((ROOT / "tui" / room).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        for _, value in inspect.getmembers(module, inspect.isclass):
            if value.__module__ == name and dataclasses.is_dataclass(value):
                yield value


@pytest.mark.parametrize("room", FROZEN_ROOMS)
def test_every_value_is_frozen_and_slotted(room: str) -> None:
    found = list(dataclasses_of(room))
    assert found
    for value in found:
        parameters = value.__dataclass_params__  # type: ignore[attr-defined]
        public = not value.__name__.startswith("_")
        assert not public or parameters.frozen, value
        assert "__slots__" in vars(value), value


def test_a_secret_shows_only_its_mask() -> None:
    secret = Secret("CANARY-value")
    assert "CANARY" not in f"{secret} {secret!r} {secret!s:>20} {[secret]} {vars_of(secret)}"
    assert f"{secret}" == MASK


def vars_of(secret: Secret) -> str:
    return str({"shown": secret.shown})


def test_a_secret_is_neither_pickled_nor_hidden_from_comparison() -> None:
    secret = Secret("CANARY-value")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) == secret
    assert Secret("a") != Secret("b")


def test_text_with_a_secret_in_it_is_a_secret() -> None:
    joined = concat(("https://example.com/?key=", Secret("CANARY"), "&a=1"))
    assert isinstance(joined, Secret)
    assert joined.reveal() == "https://example.com/?key=CANARY&a=1"
    assert joined.shown == f"https://example.com/?key={MASK}&a=1"
    assert transform(Secret("a b"), lambda text: text.replace(" ", "%20")) == Secret("a%20b")


def test_reveal_stands_in_few_lines() -> None:
    """Each new place where a secret becomes text is a decision: this number may shrink freely."""
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "tui").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if ".reveal()" in line
    ]
    assert len(lines) <= 25, lines
