"""Names of auth definitions on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outrider.errors import UnknownName

if TYPE_CHECKING:
    from outrider.model.workspace import Environment


def require_auth(environment: Environment | None, name: str, more: str = "") -> Environment:
    """The environment, which has an auth definition of this name.

    Args:
        environment: the active one.
        name: of the definition.
        more: another way to name one, for the advice.

    Raises:
        UnknownName: it has none.
    """
    if environment is None:
        raise UnknownName(
            "The workspace has no environment, so no auth definition.",
            code="unknown_auth",
            advice=f"Add environments/NAME.toml{', or pass --request REQUEST' if more else ''}.",
        )
    if name not in environment.auths:
        known = ", ".join(environment.auths) or "none"
        raise UnknownName(
            f'Environment "{environment.id}" has no auth definition "{name}".',
            code="unknown_auth",
            where=environment.file,
            advice=f"Defined: {known}.{more}",
        )
    return environment
