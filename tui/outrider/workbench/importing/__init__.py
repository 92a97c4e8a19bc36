"""Imports, from the question to the written files."""
