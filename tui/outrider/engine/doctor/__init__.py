"""Finds why an environment gets no token: checks what is there, and tries what may be meant."""
