"""Take the next step of an error."""
