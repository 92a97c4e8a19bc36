"""A request's URL, resolved part by part."""
