"""The tables, as any database may hold them. The index of words is in `fulltext`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

SCHEMA = 5
"""Raised with every change here, in `fulltext`, in `card` or of the terms."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

issued = Table(
    "issued",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("group_code", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
"""`document` is an `IssuedDocument` in JSON."""

issued_pages = Table(
    "issued_pages",
    metadata,
    Column("page_code", String, primary_key=True),
    Column("document_id", String, ForeignKey("issued.document_id"), index=True),
    Column("number", Integer, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", String, nullable=False, unique=True),
    Column("family", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("group_code", String, nullable=False, index=True),
    Column("case_index", String, nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
    Column("date", Date),
    Column("version", Integer, nullable=False),
    Column("path", String, nullable=False),
    Column("stamp", String, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("row", LargeBinary, nullable=False),
)
"""`key` is `card.key`: a greater one is newer. Versions of one record share `family`.
`row` is a `RecordRow` in JSON; `stamp` is that of `Entry`."""

pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("record_key", BigInteger, ForeignKey("records.key"), index=True),
    Column("number", Integer, nullable=False),
    Column("text", LargeBinary, nullable=False),
)
"""The ids of a record's pages follow each other. `text` is UTF-8, deflated."""
