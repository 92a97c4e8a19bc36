"""Where tokens are kept: the OS environment variable wins over the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.errors import UsageError
from outrider.model.settings import OF_PROCESS, TokenSharing
from outrider.storage.user_files.token_settings import read_token_settings, token_sharing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", OF_PROCESS),
        ('[tokens]\ncache = "process"\n', OF_PROCESS),
        ('[tokens]\ncache = "shared"\n', TokenSharing(shared=True)),
        (
            '[tokens]\ncache = "shared"\nrefresh_tokens = true\n',
            TokenSharing(shared=True, refresh_tokens=True),
        ),
        ('theme = "nord"\n[keys]\nsend = 3\n[tokens]\ncache = "shared"\n', TokenSharing(True)),
    ],
)
def test_the_settings_say_it(tmp_path: Path, text: str, expected: TokenSharing) -> None:
    file = tmp_path / "settings.toml"
    if text:
        file.write_text(text)
    assert read_token_settings(file) == (expected, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[tokens]\ncache = "everywhere"\n', 'tokens.cache must be "process" or "shared".'),
        ("[tokens]\ncache = true\n", "tokens.cache must be text"),
        ("[tokens]\nrefresh_tokens = 1\n", "tokens.refresh_tokens must be true or false"),
        ('[tokens]\ncahce = "shared"\n', "cahce"),
        ("tokens = 3\n", "tokens must be a table"),
        ("[tokens\n", ""),
    ],
)
def test_what_is_wrong_is_told_and_does_not_count(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    sharing, faults = read_token_settings(file)
    assert sharing == OF_PROCESS
    assert len(faults) == 1
    assert told in faults[0].what


def test_the_variable_wins() -> None:
    shared = TokenSharing(shared=True, refresh_tokens=True)
    assert token_sharing({}, shared) == shared
    assert token_sharing({"OUTRIDER_TOKENS": ""}, OF_PROCESS) == OF_PROCESS
    assert token_sharing({"OUTRIDER_TOKENS": "shared"}, OF_PROCESS) == TokenSharing(shared=True)
    assert not token_sharing({"OUTRIDER_TOKENS": "process"}, shared).shared
    with pytest.raises(UsageError, match="OUTRIDER_TOKENS") as error:
        token_sharing({"OUTRIDER_TOKENS": "Shared"}, shared)
    assert "shared" in error.value.advice
