"""Messages that carry values, each named once."""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform

from textual.message import Message


@dataclass_transform()
class ValueMessage(Message):
    """A message that is given the fields of its class, in their order or by name.

    Textual's own messages are dataclasses; one of those takes half a millisecond to define.
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._fields = (*cls._fields, *cls.__annotations__)

    def __init__(self, *values: object, **named: object) -> None:
        super().__init__()
        for name, value in (*zip(self._fields, values, strict=False), *named.items()):
            setattr(self, name, value)
