"""Filter, search, save and open response bodies."""
