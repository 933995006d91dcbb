"""Files that hold seeds, one module for each format: text in, items out.

An item is one article as the file describes it; what it is found by is decided by `harvest.seeds`.
"""
