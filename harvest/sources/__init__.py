"""The scholarly APIs, one module each."""
