"""An environment in Postman's form."""

from __future__ import annotations

from outrider.exporters.postman.source import ExportedEnvironment
from outrider.exporters.postman.words import Json, Words
from outrider.model.secret import reveal


def environment_table(environment: ExportedEnvironment, words: Words) -> Json:
    """Variables as they are written, then secrets, which are empty unless they were opened."""
    values: list[Json] = [
        {
            "key": name,
            "value": words.text(value, environment.name) if isinstance(value, str) else value,
            "type": "default",
            "enabled": True,
        }
        for name, value in environment.variables.items()
    ]
    values += [
        {"key": name, "value": reveal(value), "type": "secret", "enabled": True}
        for name, value in environment.secrets.items()
    ]
    empty = [name for name, value in environment.secrets.items() if not reveal(value)]
    if empty:
        words.changed(
            f"Empty secrets: {', '.join(empty)}.",
            environment.name,
            "A file that is passed on would give them away.",
            "Type them in Postman, or write them with --reveal.",
        )
    return {"name": environment.name, "values": values, "_postman_variable_scope": "environment"}
