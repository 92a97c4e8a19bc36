"""Fixtures of the tests of what is built."""

from tests.distribution.installations import python

__all__ = ["python"]
