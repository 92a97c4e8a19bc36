"""What to do next, on the screen: never a flag, for every step that there is."""

from __future__ import annotations

import re

from outrider.next_steps import (
    AllowHost,
    ChooseEnvironment,
    ConfirmSend,
    DefineVariable,
    EditKey,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
)
from outrider.workbench.context.screen_steps import screen_advice

STEPS: tuple[NextStep, ...] = (
    AllowHost("api.example.net"),
    ChooseEnvironment(("dev",)),
    ConfirmSend(),
    DefineVariable("tenant"),
    DefineVariable("tenant", ("tenants",)),
    EditKey("environments/dev.toml", 26, "auth.default.scope"),
    EnterSecret("client_secret"),
    RaiseTimeout("requests/slow.toml"),
    SaveWhole(),
    SetOsVariable("DEV_SECRET", "client_secret"),
    SetUrl("https://api.example.net"),
    TrustWorkspace(),
)


def test_every_step_is_said_without_flags_and_commands() -> None:
    assert {type(step) for step in STEPS} == set(NextStep.__subclasses__())
    for step in STEPS:
        words = screen_advice("", step)
        assert words
        assert not re.search(r"--\w|\boutrider \w", words)


def test_an_error_with_words_of_its_own_keeps_them() -> None:
    assert screen_advice("Check scope.", SaveWhole()) == "Check scope."
    assert not screen_advice("", None)
