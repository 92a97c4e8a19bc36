"""Lists that paint their own lines."""
