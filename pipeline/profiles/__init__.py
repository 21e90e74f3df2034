"""What `init` copies: the data of two institutes, one folder each."""
