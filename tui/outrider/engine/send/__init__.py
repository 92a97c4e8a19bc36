"""From a request to its result."""
