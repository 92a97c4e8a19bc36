"""Bytes in and out, modes, signals."""
