"""Token actions, and the definitions behind a token."""
