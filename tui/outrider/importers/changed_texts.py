"""Values of the workspace with other texts in them; what does not change stays the same object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, TypeAlias, TypeVar, cast

from msgspec import Struct, structs

from outrider.model.secret import Secret

ValueT = TypeVar("ValueT")
Unread: TypeAlias = Mapping[type, Set[str]]
"""Fields that are passed over, by the class that has them."""
ChangeSecret: TypeAlias = Callable[[Secret], Secret]


def _same(secret: Secret) -> Secret:
    return secret


def with_changed_texts(
    value: ValueT,
    change: Callable[[str], str],
    unread: Unread,
    change_secret: ChangeSecret = _same,
    *,
    keys: bool = False,
) -> ValueT:
    """The value, in which each text is what ``change`` makes of it; ``keys`` of tables as well."""
    return cast("ValueT", _changed(value, change, unread, change_secret, keys))


def _changed(
    value: Any,
    change: Callable[[str], str],
    unread: Unread,
    change_secret: ChangeSecret,
    keys: bool,
) -> Any:
    def inner(one: Any) -> Any:
        return _changed(one, change, unread, change_secret, keys)

    def fields(struct: Struct) -> Iterator[tuple[str, Any]]:
        passed = unread.get(type(struct), frozenset())
        for field in struct.__struct_fields__:
            if field not in passed:
                before = getattr(struct, field)
                after = inner(before)
                if after is not before:
                    yield field, after

    if isinstance(value, str):
        return change(value)
    if isinstance(value, Secret):
        return change_secret(value)
    if isinstance(value, Struct):
        changed = dict(fields(value))
        return structs.replace(value, **changed) if changed else value
    if isinstance(value, Mapping):
        items = [(key, inner(key) if keys else key, one, inner(one)) for key, one in value.items()]
        same = all(old is new and before is after for old, new, before, after in items)
        return value if same else {key: after for _, key, _, after in items}
    if isinstance(value, tuple | list):
        found = [inner(one) for one in value]
        same = all(before is after for before, after in zip(value, found, strict=True))
        return value if same else type(value)(found)
    return value
