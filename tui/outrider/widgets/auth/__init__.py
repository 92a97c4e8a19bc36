"""The rows of an auth definition, for requests and environments."""
