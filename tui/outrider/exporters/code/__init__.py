"""Requests as programs in other languages, which send the same bytes."""
