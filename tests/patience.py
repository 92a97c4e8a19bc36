"""How long tests wait for what has to happen."""

PATIENCE = 90.0
"""Seconds that anything may take, on a busy machine, before a test fails: an end, no measure."""
