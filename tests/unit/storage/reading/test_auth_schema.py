from __future__ import annotations

from pathlib import Path

import pytest

from outrider.auth.validation import checked_keys
from outrider.errors import Severity
from outrider.storage.reading.workspace_reader import WorkspaceReader


@pytest.mark.parametrize(
    ("written", "place", "words"),
    [
        ('extends = "k"\nunset = ["host"]', "unset[1]", "Did you mean hosts?"),
        ('extends = "k"\nunset = ["hosts", "scop"]', "unset[2]", "Did you mean scope?"),
        ('extends = "k"\nunset = ["foo.bar"]', "unset[1]", "Keys that it can name: "),
        (
            'extends = "k"\nunset = ["placement.nam"]',
            "unset[1]",
            "Did you mean placement.name?",
        ),
        ('type = "none"\nunset = ["hosts"]', "unset", "Remove it, or add the extends"),
        (
            'type = "bearer"\ntoken = ""\nextends = "k"\n'
            'unset = ["grant_type", "token_parameters.audience", "token_response.scope"]',
            "",
            "",
        ),
    ],
)
def test_what_unset_takes_from_nothing_is_a_warning_with_the_nearest_key(
    written: str, place: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "x.toml").write_text(
        f'[auth.k]\ntype = "none"\n[auth.x]\n{written}\n'
    )
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "x.toml").write_text(f'url = "u"\n[auth]\n{written}\n')
    for key in ("auth.x", "auth"):
        reader = WorkspaceReader(tmp_path, trusted=True, auth_keys=checked_keys)
        if key == "auth":
            reader.request("x")
        else:
            reader.environment("x")
        told = [
            (one.severity, one.place.dotted_key, one.advice[: len(words)])
            for one in reader.faults
            if one.place
        ]
        assert told == ([(Severity.WARNING, f"{key}.{place}", words)] if place else [])
