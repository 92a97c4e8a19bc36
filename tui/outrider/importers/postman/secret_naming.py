"""Literal credentials of a collection: kept apart, under names that the files refer to."""

from __future__ import annotations

import re

from outrider.importers.file_naming import store_secret
from outrider.model.secret import Secret


class SecretNamer:
    """Gives literal secrets names.

    Attributes:
        values: by name, for the overlay of every environment.
        named: variables that hold a credential, so that they have to be secrets as well.
    """

    def __init__(self) -> None:
        self.values: dict[str, Secret] = {}
        self.named: set[str] = set()

    def put(self, name: str, written: str) -> str:
        """What stands in the file for a credential: a reference to a secret of this name.

        A template that is nothing but a reference stays, and what it names is a secret from now on.
        """
        if whole := re.fullmatch(r"\{\{([\w.-]+)\}\}", written):
            self.named.add(whole[1])
            return written
        if not written or "{{" in written:
            return written
        return store_secret(self.values, name, written)
