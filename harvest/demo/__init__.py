"""A bundled harvest: real articles and citations as facts, answered to the real pipeline as NCBI would answer it."""
