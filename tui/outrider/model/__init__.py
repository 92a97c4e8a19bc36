"""Frozen values that know nothing of files, sockets or screens; standard library only."""
