"""Values are frozen and slotted, and a secret never prints itself."""

import copy
import importlib
import inspect
import pickle
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from outrider.model.message import ResponseMessage
from outrider.model.secret import MASK, Secret, join_texts, transform

ROOT = Path(__file__).parents[2]
FROZEN_ROOMS = ("model", "oauth", "auth", "variables")


def values_of(room: str) -> Iterator[type[msgspec.Struct]]:
    for path in sorted((ROOT / "tui" / "outrider" / room).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / "tui").with_suffix("").parts).removesuffix(
            ".__init__"
        )
        module = importlib.import_module(name)
        for _, value in inspect.getmembers(module, inspect.isclass):
            if value.__module__ == name and issubclass(value, msgspec.Struct):
                yield value


@pytest.mark.parametrize("room", FROZEN_ROOMS)
def test_every_public_value_is_frozen(room: str) -> None:
    found = list(values_of(room))
    assert found
    for value in found:
        public = not value.__name__.startswith("_")
        assert not public or value.__struct_config__.frozen, value


def test_a_guarded_value_does_not_print_what_it_guards() -> None:
    response = ResponseMessage(200, "OK", "HTTP/1.1", (), content=b"CANARY")
    assert "CANARY" not in repr(response)
    assert "200" in repr(response)
    assert "CANARY" not in str(response.__rich_repr__())


def test_a_secret_shows_only_its_mask() -> None:
    secret = Secret("CANARY-value")
    assert "CANARY" not in f"{secret} {secret!r} {secret!s:>20} {[secret]} {vars_of(secret)}"
    assert f"{secret}" == MASK


def vars_of(secret: Secret) -> str:
    return str({"shown": secret.masked})


def test_a_secret_is_neither_pickled_nor_hidden_from_comparison() -> None:
    secret = Secret("CANARY-value")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert copy.deepcopy(secret) == secret
    assert Secret("a") != Secret("b")


def test_text_with_a_secret_in_it_is_a_secret() -> None:
    joined = join_texts(("https://example.com/?key=", Secret("CANARY"), "&a=1"))
    assert isinstance(joined, Secret)
    assert joined.reveal() == "https://example.com/?key=CANARY&a=1"
    assert joined.masked == f"https://example.com/?key={MASK}&a=1"
    assert transform(Secret("a b"), lambda text: text.replace(" ", "%20")) == Secret("a%20b")


def test_reveal_stands_in_few_lines() -> None:
    """Each new place where a secret becomes text is a decision: this number may shrink freely."""
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "tui" / "outrider").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if ".reveal()" in line
    ]
    assert len(lines) <= 34, lines
