"""YAML by the core schema of 1.2 (YAML 1.2.2 §10.3.2), with PyYAML, whose own rules are of 1.1.

``no`` is a text, ``012`` is twelve, and a date is the text that it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from typing import Any, ClassVar

import yaml

from outrider.importers.written_numbers import written_float

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_NUMBER = 400
"""Digits; more is an identifier."""


class _Loader(_Base):  # type: ignore[misc]
    """Reads one document."""

    yaml_implicit_resolvers: ClassVar[dict[str | None, list[Any]]] = {}
    repeated: dict[str, None]

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """A table, with texts as keys whatever they look like: ``200`` of a response is one."""
        keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        self.repeated.update((key, None) for key, count in keys.items() if count > 1)
        self.flatten_mapping(node)
        made: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is a table or a list", key_node.start_mark
                )
            made[key] = self.construct_object(value_node, deep=deep)
        return made


def _int(loader: Any, node: Any) -> int | str:
    text = loader.construct_scalar(node)
    if len(text) > _LONGEST_NUMBER:
        return str(text)
    return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)


def _float(loader: Any, node: Any) -> float | str:
    text = loader.construct_scalar(node)
    if _SPECIAL.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        return str(text)
    return written_float(text)


def _map(loader: Any, node: Any) -> Any:
    made: dict[Hashable, Any] = {}
    yield made
    made.update(loader.construct_mapping(node))


def _text(loader: Any, node: Any) -> Any:
    """What has a tag of its own (``!!timestamp``, ``!env``) as what it was written."""
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


_TAG = "tag:yaml.org,2002:"
for _kind, _pattern in (
    ("bool", "true|True|TRUE|false|False|FALSE"),
    ("null", "~|null|Null|NULL|"),
    ("int", _INT.pattern),
    ("float", f"{_FLOAT.pattern}|{_SPECIAL.pattern}"),
    ("merge", "<<"),
):
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(rf"(?:{_pattern})\Z"), None)
_Loader.add_constructor(f"{_TAG}int", _int)
_Loader.add_constructor(f"{_TAG}float", _float)
_Loader.add_constructor(f"{_TAG}map", _map)
_Loader.add_constructor(f"{_TAG}timestamp", _text)
_Loader.add_constructor(f"{_TAG}binary", _text)
_Loader.add_constructor(None, _text)


def read_yaml(text: str, repeated: dict[str, None]) -> Any:
    """The first document of a text; keys that stand in a table twice are put into ``repeated``.

    Raises:
        yaml.YAMLError: it is no YAML.
        RecursionError: it is nested too deeply.
    """
    loader = _Loader(text)
    loader.repeated = repeated
    try:
        return loader.get_data() if loader.check_data() else None
    finally:
        loader.dispose()
