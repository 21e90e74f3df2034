"""Programs that make what is committed beside the code."""
