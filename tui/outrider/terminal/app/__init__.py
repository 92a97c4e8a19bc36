"""App mixins: startup, leader key, type-ahead."""
