"""The values of rows of data as a run uses them in an environment."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.credential_shapes import has_credential_shape, is_credential
from outrider.engine.runs.run_plan import DataRow
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.model.secret import MaybeSecret, Secret
from outrider.storage.reading.data_rows import ParsedRow
from outrider.variables.reference_grammar import is_name


def data_rows(rows: Iterable[ParsedRow], snapshot: WorkspaceSnapshot) -> list[DataRow]:
    """The rows; a value is a secret in the place of one, or where it looks like a credential.

    A column whose name no reference can have is left out.
    """
    secrets = snapshot.environment.secrets if snapshot.environment is not None else {}

    def value(name: str, text: str) -> MaybeSecret:
        is_secret = name in secrets or is_credential(name, text) or has_credential_shape(text)
        return Secret(text) if is_secret and text else text

    return [
        DataRow(
            row.number,
            {name: value(name, text) for name, text in row.values.items() if is_name(name)},
            row.json,
        )
        for row in rows
    ]


def unusable_columns(rows: Iterable[ParsedRow]) -> list[str]:
    """Names of columns that no reference can have."""
    names = dict.fromkeys(name for row in rows for name in row.values)
    return [name for name in names if not is_name(name)]
