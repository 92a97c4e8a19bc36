"""Actions, their keys, and help drawn from both."""
