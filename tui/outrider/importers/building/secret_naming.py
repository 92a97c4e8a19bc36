"""Literal credentials of a collection: kept apart, under names that the files refer to."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from outrider.credential_shapes import is_placeholder
from outrider.importers.file_naming import numbered, secret_name
from outrider.model.secret import Secret
from outrider.variables.variable_scope import ACCESS_TOKEN

_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")


class SecretNamer:
    """Gives literal secrets names.

    Args:
        taken: names that something else has: variables, and what texts refer to.

    Attributes:
        values: by name, for the overlay of every environment.
        named: variables that hold a credential, so that they have to be secrets as well.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.values: dict[str, Secret] = {}
        self.named: set[str] = set()
        self._taken = set(taken) | {ACCESS_TOKEN}
        self._names: dict[Secret, str] = {}
        self._numbered: dict[str, Iterator[str]] = {}
        self._variables: dict[Secret, list[str]] = {}
        self._scoped: dict[str, None] = {}

    @property
    def hidden(self) -> tuple[str, ...]:
        """Names of the secrets that stood somewhere as they are, and were no variables."""
        return (*self._names.values(), *self._scoped)

    def know(self, variables: Mapping[Secret, Sequence[str]], changed: Container[str]) -> None:
        """Has these variables, by what they hold, stand for literals of the same value.

        Those that are ``changed`` while requests are sent stand for nothing but themselves.
        """
        self._variables = {
            value: [one for one in names if one not in changed]
            for value, names in variables.items()
        }

    def _variable(self, base: str, secret: Secret) -> str:
        """The variable that holds a credential; of several, the one that is called as it is."""
        names = self._variables.get(secret, [])
        if len(names) > 1:
            # They are changed separately; which of them the literal follows nobody knows.
            names = [one for one in names if secret_name(one) == base]
        return names[0] if names else ""

    def put(self, name: str, written: str) -> str:
        """What stands in the file for a credential: a reference to a secret of this name.

        A template that is nothing but a reference stays, and what it names is a secret from now
        on. What holds a reference, and what stands for a value that is still to come, stays.
        """
        if whole := re.fullmatch(r"\{\{([\w.-]+)\}\}", written):
            self.named.add(whole[1])
            return written
        if "{{" in written or is_placeholder(written):
            return written
        # A blank at an end of a secret is taken for a slip, so it stays in the template.
        core = written.strip()
        start = written.index(core)
        reference = self.hide(name, core)
        return written[:start] + reference + written[start + len(core) :]

    def hide(self, name: str, value: str) -> str:
        """Keeps a value as a secret, one for each value, and gives what refers to it."""
        return self.hide_secret(name, Secret(value))

    def hide_secret(self, name: str, secret: Secret) -> str:
        """As :meth:`hide`."""
        known = self._names.get(secret)
        if known is None:
            base = secret_name(name)
            if variable := self._variable(base, secret):
                self.named.add(variable)
                return "{{" + variable + "}}"
            # What was passed over once stands for something else for good.
            names = self._numbered.setdefault(base, numbered(base, "_"))
            known = next(one for one in names if one not in self.values and one not in self._taken)
            self.values[known] = secret
            self._names[secret] = known
        return "{{" + known + "}}"

    def own_name(self, name: str) -> str:
        """A name for the secret of one place, like its variable's, which nothing else has."""
        base = secret_name(name)
        names = self._numbered.setdefault(base, numbered(base, "_"))
        found = next(one for one in names if one not in self.values and one not in self._taken)
        self._scoped[found] = None
        self._taken.add(found)
        return found

    def hide_in_scope(
        self, name: str, secret: Secret, secrets: dict[str, Secret], others: Container[str]
    ) -> str:
        """As :meth:`hide_secret`, for one environment: another one may have its own of that name.

        ``secrets`` are the environment's, and get this one; ``others`` are its variables.
        """
        base = secret_name(name)
        known = self._names.get(secret) or self._variable(base, secret)
        if known:
            return "{{" + known + "}}"
        found = next(
            one
            for one in numbered(base, "_")
            if one not in self.values
            and one not in others
            and (one in self._scoped or one not in self._taken)
            and secrets.get(one, secret) == secret
        )
        secrets[found] = secret
        self._scoped[found] = None
        self._taken.add(found)
        return "{{" + found + "}}"
