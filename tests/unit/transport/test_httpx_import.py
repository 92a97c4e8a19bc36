"""What stands in for parts of httpx while it is imported is really there."""

from __future__ import annotations

from importlib import import_module

import pytest

from outrider.transport.httpx_import import STAND_INS


@pytest.mark.parametrize("name", STAND_INS)
def test_the_real_module_has_every_name_that_is_stood_in_for(name: str) -> None:
    module = import_module(name)
    assert all(hasattr(module, member) for member in STAND_INS[name])
