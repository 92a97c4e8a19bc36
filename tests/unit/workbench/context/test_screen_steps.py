"""What to do next, on the screen: never a flag, for every step that there is."""

from __future__ import annotations

import re
from typing import get_args

from outrider.errors import (
    AuthorizationError,
    Fault,
    IncompleteResponse,
    ResolveError,
    Severity,
    SourceLocation,
)
from outrider.next_steps import (
    AddScope,
    AllowHost,
    ChooseEnvironment,
    ChooseWorkspace,
    ConfirmSend,
    DefineVariable,
    EditKey,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SendAgain,
    SendFirst,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
    UseAuthorizationServer,
)
from outrider.workbench.context.screen_steps import (
    environment_of,
    screen_advice,
    step_label,
    takeable_step,
)

STEPS: tuple[NextStep, ...] = (
    AllowHost("api.example.net"),
    ChooseEnvironment(("dev",)),
    ChooseWorkspace(create=True),
    ConfirmSend(),
    DefineVariable("tenant"),
    DefineVariable("tenant", ("tenants",)),
    AddScope("orders.write", "environments/dev.toml", 3, "auth.default.scope"),
    EditKey("environments/dev.toml", 26, "auth.default.scope"),
    EnterSecret("client_secret"),
    RaiseTimeout("requests/slow.toml"),
    SaveWhole(),
    SendAgain(),
    SendFirst("orders/create"),
    SetOsVariable("DEV_SECRET", "client_secret"),
    SetUrl("https://api.example.net"),
    TrustWorkspace(),
    UseAuthorizationServer("https://api.example/x"),
)


def test_every_step_is_said_without_flags_and_commands() -> None:
    assert {type(step) for step in STEPS} == set(get_args(NextStep))
    for step in STEPS:
        words = screen_advice("", step)
        assert words
        assert not re.search(r"--\w|\boutrider \w", words)


def test_an_error_with_words_of_its_own_keeps_them() -> None:
    assert screen_advice("Check scope.", SaveWhole()) == "Check scope."
    assert not screen_advice("", None)


def test_every_step_that_can_be_taken_has_a_label() -> None:
    for step in STEPS:
        fault = Fault("code", "It is wrong.", step=step)
        mending = takeable_step(ResolveError.of([fault]))
        if isinstance(step, ChooseWorkspace):
            assert mending is None
        else:
            assert mending is not None
            assert mending.step == step
            assert mending.label


def test_of_several_faults_the_first_step_that_can_be_taken_counts() -> None:
    place = SourceLocation("environments/dev.toml", ("auth", "default"), 3)
    faults = [
        Fault("a", "A.", place),
        Fault("b", "B.", place, step=DefineVariable("no name")),
        Fault("w", "W.", place, severity=Severity.WARNING, step=SaveWhole()),
        Fault("c", "C.", place, step=EnterSecret("k")),
    ]
    taken = takeable_step(ResolveError.of(faults))
    assert taken is not None
    assert (taken.step, taken.place) == (EnterSecret("k"), place)
    edit = takeable_step(ResolveError.of(faults[:2]))
    assert edit is not None
    assert edit.step == EditKey("environments/dev.toml", 3, "auth.default")
    assert edit.label == "Edit dev"


def test_without_a_token_the_environment_can_be_edited() -> None:
    taken = takeable_step(AuthorizationError("No token."), "staging")
    assert taken is not None
    assert taken.step == EditKey("environments/staging.toml")
    named = takeable_step(AuthorizationError("No token."), "staging", "The stage")
    assert named is not None
    assert named.label == "Edit The stage"
    assert takeable_step(IncompleteResponse("Nothing."), "staging") is None


def test_the_environment_of_a_file() -> None:
    assert environment_of("environments/dev.toml") == "dev"
    assert environment_of("environments/dev.local.toml") == "dev"
    assert not environment_of("requests/dev.toml")
    assert not environment_of("outrider.toml")


def test_a_field_of_the_request_is_edited_and_another_file_is_named() -> None:
    assert step_label(EditKey("requests/a.toml", 3, "url")) == "Edit request"
    assert step_label(EditKey("requests/a.toml", 3)) == "Edit requests/a.toml"
    assert step_label(EditKey("requests/b/folder.toml", 3, "auth")) == "Edit requests/b/folder.toml"
