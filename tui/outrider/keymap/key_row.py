"""One line of the table of keys."""

from __future__ import annotations

from msgspec import Struct


class KeyRow(Struct, frozen=True):
    """What one or more keys do, somewhere.

    Attributes:
        id: names it in the settings; empty for keys that are fixed.
        where: ``Everywhere``, or the name of a pane.
        keys: what it has now, separated by commas; empty for none.
        default_keys: what it has without settings.
        leader: the key after the leader, as people write it; empty for none.
        is_action: whether it is one of the workbench's actions.
    """

    id: str
    where: str
    label: str
    sentence: str
    keys: str
    default_keys: str
    leader: str = ""
    is_action: bool = False
