"""Cached access tokens and their state."""
