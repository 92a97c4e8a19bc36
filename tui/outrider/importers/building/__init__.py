"""What every importer of collections builds with: items on their way, secrets, the report."""
