"""Widgets that know no HTTP."""
