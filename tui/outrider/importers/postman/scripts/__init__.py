"""Postman's scripts that fetch a token: recognised by their syntax, never run, never guessed at."""
