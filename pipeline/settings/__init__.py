"""`podshivka.toml` and the environment, read once, by the entry points only.

`where` finds the workspace and the language, `file` reads the rest.
"""
