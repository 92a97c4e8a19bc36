"""A request's body, resolved."""
