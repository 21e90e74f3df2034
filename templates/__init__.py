"""The built-in kinds of form, a folder each."""
