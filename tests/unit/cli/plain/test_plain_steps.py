"""Each next step has words that can be typed at the prompt, and none that only a shell takes."""

from __future__ import annotations

from typing import get_args

import pytest

from outrider.cli.plain.plain_commands import COMMANDS
from outrider.cli.plain.plain_steps import plain_advice, plain_step
from outrider.next_steps import (
    ChooseEnvironment,
    ConfirmSend,
    DefineVariable,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SendAgain,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
)

TYPED: list[tuple[NextStep, str]] = [
    (DefineVariable("size"), 'Type "set variable size VALUE".'),
    (
        DefineVariable("sice", ("size",)),
        'Did you mean "size"? Otherwise type "set variable sice VALUE".',
    ),
    (EnterSecret("key"), 'Type "set secret key".'),
    (SetOsVariable("KEY", "key"), 'Type "set secret key".'),
    (ChooseEnvironment(("dev", "staging")), 'Type "use NAME": dev, staging.'),
    (SetUrl("https://a.test"), 'Type "set url" and change it to https://a.test.'),
    (TrustWorkspace(), 'Type "trust" to see what it needs, and to agree.'),
    (ConfirmSend(), 'Type "send" on a terminal, and confirm.'),
    (SendAgain(), 'Type "send" again.'),
    (SaveWhole(), 'Type "send > FILE" to save all of it.'),
    (RaiseTimeout("requests/a.toml"), 'Type "set timeout SECONDS".'),
]


@pytest.mark.parametrize(("step", "words"), TYPED, ids=lambda one: type(one).__name__)
def test_a_step_is_a_command_that_there_is(step: NextStep, words: str) -> None:
    assert plain_step(step) == words
    assert words.partition('ype "')[2].split()[0].strip('".') in COMMANDS


def test_an_advice_of_its_own_comes_first() -> None:
    assert plain_advice("Call them.", SendAgain()) == "Call them."
    assert plain_advice("", None) == ""


def test_no_step_is_said_with_a_flag() -> None:
    flags = {"DefineVariable", "EnterSecret", "SetOsVariable", "ChooseEnvironment", "SaveWhole"}
    assert flags <= {one.__name__ for one in get_args(NextStep)}
    assert not [words for step, words in TYPED if "--" in plain_step(step)]


def test_a_limit_that_is_written_in_a_file_is_changed_there() -> None:
    words = "Raise or remove max_body under [options] in requests/big.toml."
    assert plain_step(SaveWhole("requests/big.toml")) == words
