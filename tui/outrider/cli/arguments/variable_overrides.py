"""The values of ``--var``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outrider.errors import UnknownName, UsageError
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.workspace import Environment
from outrider.variables.reference_grammar import is_name


def variable_overrides(
    written: Sequence[str], environment: Environment | None, process: Mapping[str, str]
) -> dict[str, MaybeSecret]:
    """The values of ``--var``; one that takes a secret's place is a secret.

    Raises:
        UsageError: a name is missing, or its process variable is not set.
    """
    secrets = environment.secrets if environment else {}
    variables: dict[str, MaybeSecret] = {}
    for word in written:
        name, separator, value = word.partition("=")
        if not name:
            raise UsageError(
                f'--var "{word}" has no name.', advice="Pass --var NAME=VALUE, or --var NAME."
            )
        if not is_name(name):
            raise UsageError(
                f'--var "{name}" is not a valid variable name.',
                code="invalid_name",
                advice="Names start with a letter or _, then have letters, digits, _, - and dots.",
            )
        if not separator:
            if name not in process:
                raise UnknownName(
                    f"--var {name}: OS environment variable {name} is not set.",
                    advice=f"Pass --var {name}=VALUE, or run export {name}=VALUE first.",
                )
            value = process[name]
        variables[name] = Secret(value) if name in secrets else value
    return variables
