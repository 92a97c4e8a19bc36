"""Puts variables of other tools into a scope: plain, secret, switched off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from outrider.credential_shapes import is_credential, is_credential_name, is_placeholder
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.local_values import tells_nothing, with_literals_apart
from outrider.importers.building.loose_values import text_of
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.file_naming import numbered
from outrider.importers.written_numbers import WrittenFloat
from outrider.model.secret import Secret


class ValueWriter:
    """Puts variables into scopes.

    Args:
        template: a text with its references as they are written here.
    """

    def __init__(self, report: BuildReport, template: Callable[[str], str]) -> None:
        self._report = report
        self._template = template

    def put(
        self,
        values: VariableBuilder,
        key: str,
        value: Any,
        *,
        secret: bool = False,
        local: bool = False,
        enabled: bool = True,
        note: str = "",
    ) -> None:
        """Puts one in, the last of a name counts.

        Args:
            values: the scope.
            key: the name as its tool has it.
            value: of JSON; a table or a list becomes its text.
            secret: its tool keeps it secret.
            local: it stands in a file that people keep to themselves; what tells anything in it
                is a secret.
            enabled: one that is switched off is kept as a comment.
            note: what its tool says about it.
        """
        if not key:
            if value not in (None, "", [], {}):
                self._report.lost("A variable without a name was not imported.")
            return
        name = self._report.name(key)
        text = text_of(value)
        template = self._template(text)
        is_plain = "{{" not in text and (not local or "{{" not in template)
        local = local and not (tells_nothing(text) or is_placeholder(text))
        is_secret = is_plain and (secret or local or _is_secret(key, value))
        if not enabled:
            self._switch_off(values, name, text, is_secret=is_secret)
            return
        if name in values.variables or name in values.secrets:
            self._report.changed(f'Variable "{name}" is defined twice; the last value is used.')
        values.variables.pop(name, None)
        values.secrets.pop(name, None)
        if is_secret:
            values.secrets[name] = Secret("" if is_placeholder(text) else text)
        elif isinstance(value, bool | int | float) and not isinstance(value, WrittenFloat):
            values.variables[name] = value
        elif secret or local:
            taken = self._report.declared
            values.variables[name] = with_literals_apart(values, name, template, taken)
        else:
            values.variables[name] = template
        if note:
            values.comments.append(f"{name}: {note}")

    def _switch_off(
        self, values: VariableBuilder, name: str, text: str, *, is_secret: bool
    ) -> None:
        if not is_secret or not text:
            shown = f" = {json.dumps(text, ensure_ascii=False)}" if text and not is_secret else ""
            values.comments.append(f"switched off: {name}{shown}")
            self._report.changed(f'Variable "{name}" is switched off; it was kept as a comment.')
            return
        given = {*values.secrets, *values.variables, *self._report.switched_off}
        kept = next(one for one in numbered(f"{name}_switched_off", "_") if one not in given)
        self._report.switched_off.add(kept)
        values.secrets[kept] = Secret(text)
        values.comments.append(f"switched off: {name}; its value is the secret {kept}")
        self._report.changed(
            f'Variable "{name}" is switched off; its value became secret "{kept}".'
        )


def _is_secret(key: str, value: Any) -> bool:
    if isinstance(value, dict | list) or value is None:
        return False
    if value == "" or is_placeholder(text_of(value)):
        # An export leaves out what only its author shall know.
        return is_credential_name(key)
    return is_credential(key, text_of(value))
