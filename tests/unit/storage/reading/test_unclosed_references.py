"""References without an end in files: a warning with its line, but not in bodies and secrets."""

from __future__ import annotations

from pathlib import Path

from tests.engine_lab import Lab

from outrider.errors import Severity

URL = "https://x/{{id"


def test_each_is_told_with_its_line(tmp_path: Path) -> None:
    lab = Lab(tmp_path.resolve()).write(
        {
            "outrider.toml": '[variables]\na = "{{b"\n',
            "environments/dev.toml": (
                '[variables]\nbase = "{{host/x"\n[secrets]\ns = "{{no"\n'
                '[auth.default]\ntype = "bearer"\ntoken = "{{t}"\n'
            ),
            "requests/folder.toml": 'headers = [{ name = "A", value = "{{v" }]\n',
            "requests/r.toml": (
                f'url = "{URL}"\nmethod = "POST"\n[body]\ntype = "text"\ncontent = "{{{{x"\n'
            ),
        }
    )
    reader = lab.reader()
    reader.settings()
    reader.environment("dev")
    reader.request("r")
    told = {
        (one.place.file, one.place.line)
        for one in reader.warnings
        if one.code == "unclosed_reference" and one.place is not None
    }
    assert told == {
        ("outrider.toml", 2),
        ("environments/dev.toml", 2),
        ("environments/dev.toml", 7),
        ("requests/folder.toml", 1),
        ("requests/r.toml", 1),
    }
    assert all(one.severity is Severity.WARNING for one in reader.warnings)
    [first] = [one for one in reader.warnings if one.place and one.place.file == "requests/r.toml"]
    assert first.what == 'Reference "{{id" has no end.'
    assert first.advice == "Write {{id}}, or \\{{ for two braces."
