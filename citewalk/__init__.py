"""The `citewalk` command."""
