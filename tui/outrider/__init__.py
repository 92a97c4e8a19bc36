"""Outrider: the terminal workbench for OAuth-protected APIs."""

__version__ = "0.1.0"
