"""References, scopes and their values; what a request becomes before it is sent. Pure."""
