"""Graphs going out to files and coming in from them."""
