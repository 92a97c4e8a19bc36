"""Inputs: completion, undo, dropdown."""
