"""What came back, filed: the only writer under `archive/` and `review/`.

What the rest of the house may use:

- `received` keeps files as they were dropped,
- `bags` puts records into a tree; `events` and `tree` are their later life,
- `scans` takes pages out of received files, `searchable` makes a PDF/A of them,
- `fixity` finds what changed.

Every root is passed in. The layout is DESIGN §4.5.
"""
