"""Inputs that nobody here made, sent through one running `watch`.

The inputs lie in a folder beside the project and are not part of it
(`inputs.folder`); where it is absent the tests that need it are skipped. `python -m
tests.hostile` sends all of them and prints expected x actual.
"""
