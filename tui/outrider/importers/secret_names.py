"""Names of an import's secrets, and other ones in all that refers to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import structs

from outrider.model.import_result import ImportResult
from outrider.model.secret import Secret
from outrider.variables.nested_texts import with_texts

_NUMBER = re.compile(r"_\d+$")


def brought_value(imported: ImportResult, name: str) -> Secret | None:
    """What an import brings for a secret, in whatever environment; ``None`` for nothing."""
    values = [one.values.get(name) for one in imported.environments]
    return next((one for one in (*values, imported.secrets.get(name)) if one is not None), None)


def base_name(name: str) -> str:
    """The name without the number behind it."""
    return _NUMBER.sub("", name)


def with_names(imported: ImportResult, names: Mapping[str, str]) -> ImportResult:
    """The import with other names for these secrets, and in all that refers to them."""
    pattern = re.compile(rf"(?<!\\)((?:\\\\)*)\{{\{{({'|'.join(map(re.escape, names))})\}}\}}")

    def rename(value: Any) -> Any:
        return with_texts(
            value,
            lambda text: pattern.sub(lambda match: match[1] + "{{" + names[match[2]] + "}}", text),
        )

    def key(name: str) -> str:
        return names.get(name, name)

    environments = tuple(
        structs.replace(
            one,
            environment=structs.replace(
                one.environment,
                variables=rename(one.environment.variables),
                auths=rename(one.environment.auths),
                secrets={
                    key(name): structs.replace(secret, name=key(name))
                    for name, secret in one.environment.secrets.items()
                },
            ),
            values={key(name): value for name, value in one.values.items()},
        )
        for one in imported.environments
    )
    return structs.replace(
        imported,
        folders=rename(imported.folders),
        requests=rename(imported.requests),
        variables=rename(imported.variables),
        comments=rename(imported.comments),
        environments=environments,
        secrets={key(name): value for name, value in imported.secrets.items()},
        literals=tuple(map(key, imported.literals)),
        remarks=tuple(
            structs.replace(one, what=rename(one.what), advice=rename(one.advice))
            for one in imported.remarks
        ),
    )
