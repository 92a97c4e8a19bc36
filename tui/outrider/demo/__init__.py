"""An authorization server and an API on loopback: to try Outrider with, and to test it.

Behind the extra ``demo``. Both speak real HTTP on sockets of their own; the API accepts nothing
but the authorization server's signed tokens.
"""
