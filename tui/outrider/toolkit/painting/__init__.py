"""From text and roles to strips."""
