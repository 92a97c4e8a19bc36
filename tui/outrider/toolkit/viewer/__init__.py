"""A read-only text: wrap, fold, search, filter."""
