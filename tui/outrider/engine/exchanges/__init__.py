"""One HTTP exchange, recorded and published."""
