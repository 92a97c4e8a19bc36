"""Runs: many requests in order, with what each of them captures."""
