"""What to do next, on the command line: something that can be typed."""

from __future__ import annotations

from typing import get_args

import pytest

from outrider.cli.output.shell_steps import shell_advice
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

STEPS: list[tuple[NextStep, str]] = [
    (
        DefineVariable("base_ulr", ("base_url", "base_uri")),
        'Did you mean "base_url"? Otherwise define it, or pass --var base_ulr=VALUE.',
    ),
    (
        DefineVariable("base_ulr", ("base_url",), "environments/dev.toml"),
        'Did you mean "base_url"? Otherwise define it in environments/dev.toml, '
        "or pass --var base_ulr=VALUE.",
    ),
    (
        DefineVariable("tenant", file="environments/dev.toml"),
        "Define it in environments/dev.toml, or pass --var tenant=VALUE.",
    ),
    (DefineVariable("tenant"), "Define it, or pass --var tenant=VALUE."),
    (SetOsVariable("DEV_SECRET", "client_secret"), "Run: export DEV_SECRET=VALUE"),
    (ChooseEnvironment(("dev", "staging")), "Pass --env NAME: dev, staging."),
    (ChooseEnvironment(), "Pass --env NAME."),
    (ChooseWorkspace(), "Change to another folder, or pass --workspace DIR."),
    (ChooseWorkspace(create=True), "Run outrider init DIR to create one, or pass --workspace DIR."),
    (
        EnterSecret("client_secret"),
        "Pass --var client_secret (reads OS environment variable client_secret).",
    ),
    (
        TrustWorkspace(),
        "Review the files, then run outrider trust, or pass --trust for one command.",
    ),
    (ConfirmSend(), "Pass --yes to confirm."),
    (AllowHost("api.example.net"), "Pass --allow-host api.example.net."),
    (
        AllowHost("api.example.net", "environments/dev.toml", 28),
        'Add "api.example.net" to hosts (environments/dev.toml:28), or pass '
        "--allow-host api.example.net.",
    ),
    (RaiseTimeout("requests/slow.toml"), "Raise timeout under [options] in requests/slow.toml."),
    (RaiseTimeout(), "Pass --save NAME, then raise timeout in that file."),
    (SetUrl("https://api.example.net:8443"), "Set the URL to https://api.example.net:8443."),
    (SendAgain(), "Run the command again."),
    (SendFirst("orders/create"), "Send it in the same run: outrider run orders/create …"),
    (
        SendFirst("orders/create", "orders/read"),
        "Send both in one run: outrider run orders/create orders/read",
    ),
    (SaveWhole(), "Pass --output FILE to save all of it."),
    (
        SaveWhole("requests/big.toml"),
        "Raise or remove max_body under [options] in requests/big.toml.",
    ),
    (
        EditKey("environments/dev.toml", 26, "auth.default.scope"),
        "Edit auth.default.scope in environments/dev.toml:26.",
    ),
    (
        AddScope("orders.write", "environments/dev.toml", 26, "auth.default.scope"),
        'Add "orders.write" to scope (environments/dev.toml:26).',
    ),
    (EditKey("outrider.toml"), "Edit outrider.toml."),
    (
        UseAuthorizationServer("https://api.example/x"),
        'Add an [auth] of type "oauth2" whose issuer is the one that https://api.example/x names.',
    ),
]


@pytest.mark.parametrize(("step", "words"), STEPS, ids=lambda one: type(one).__name__)
def test_a_step_is_a_sentence_that_can_be_typed(step: NextStep, words: str) -> None:
    assert shell_advice("", step) == words


def test_an_error_with_words_of_its_own_keeps_them() -> None:
    assert shell_advice("Check scope (environments/dev.toml:26).", EditKey("x")) == (
        "Check scope (environments/dev.toml:26)."
    )
    assert not shell_advice("", None)


def test_every_step_is_shown() -> None:
    assert {type(step) for step, _ in STEPS} == set(get_args(NextStep))
