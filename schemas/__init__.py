"""JSON Schemas of every file of a workspace."""
