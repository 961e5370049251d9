"""How texts of transactions are indexed, with what each database has: no extension is needed.

`create` and `drop` are for migrations. SQLite loses the triggers of a table whose columns a migration
changes: one that does so calls `create` again at its end, and a test fails until it does.
"""

from __future__ import annotations

from typing import Any

# Characters of a run, which is what SQLite's tokenizer of this name makes too.
RUN = 3
# What PostgreSQL calls to make the terms of a row: the runs of its text, and its account.
TERMS = "openbanking_transaction_terms"
# What SQLite finds a phrase by.
FOUND = """
SELECT transaction_id FROM openbanking_transaction_searched
WHERE id IN (SELECT rowid FROM openbanking_transaction_search WHERE words MATCH {})
"""

# A separator after every third character of the text, of the text without its first and of the text
# without its first two: between them are all runs. A loop over `substr`, which counts characters from
# the start each time, takes three times as long for a hundred. Folded text holds no separator, and GIN
# keeps what is there twice once.
_EVERY_THIRD = " || ".join(
    f"regexp_replace(substr(whole, {left + 1}, (size - {left}) / {RUN} * {RUN}), any_run, run, 'g')"
    for left in range(RUN)
)
_TERMS = f"""
create or replace function {TERMS}(account uuid, words text, own_words text)
returns text[] language plpgsql immutable parallel safe as $$
declare
    whole constant text := words || chr(10) || own_words;
    size constant integer := length(whole);
    separator constant text := chr(31);
    any_run constant text := '{"." * RUN}';
    run constant text := '\\&' || separator;
begin
    return string_to_array({_EVERY_THIRD} || account::text, separator);
end
$$
"""
# Terms are compared byte by byte, which takes a fraction of the time that the rules of a language do.
COLLATION = 'collate "C"'
_POSTGRESQL = [
    _TERMS,
    f"""
    create index if not exists transaction_by_words on openbanking_transaction
    using gin (({TERMS}(account_id, words, own_words) {COLLATION}))
    """,
]
_DROP_INDEX = "drop index if exists transaction_by_words"
_POSTGRESQL_DROPS = [
    _DROP_INDEX,
    "drop function if exists openbanking_transaction_terms",
]

_SQLITE = [
    # The number of each transaction's document: its own rowid may change when the file is compacted.
    """
    CREATE TABLE IF NOT EXISTS openbanking_transaction_searched
    (id INTEGER PRIMARY KEY, transaction_id CHAR(32) NOT NULL UNIQUE)
    """,
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS openbanking_transaction_search
    USING fts5(words, tokenize = 'trigram')
    """,
    """
    INSERT OR IGNORE INTO openbanking_transaction_searched (transaction_id)
    SELECT id FROM openbanking_transaction
    """,
    """
    INSERT INTO openbanking_transaction_search (rowid, words)
    SELECT document.id, row.words || char(10) || row.own_words
    FROM openbanking_transaction_searched AS document
    JOIN openbanking_transaction AS row ON row.id = document.transaction_id
    WHERE document.id NOT IN (SELECT rowid FROM openbanking_transaction_search)
    """,
    """
    CREATE TRIGGER IF NOT EXISTS transaction_words_added AFTER INSERT ON openbanking_transaction
    BEGIN
        INSERT INTO openbanking_transaction_searched (transaction_id) VALUES (new.id);
        INSERT INTO openbanking_transaction_search (rowid, words)
        SELECT id, new.words || char(10) || new.own_words
        FROM openbanking_transaction_searched WHERE transaction_id = new.id;
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS transaction_words_changed
    AFTER UPDATE OF words, own_words ON openbanking_transaction
    WHEN new.words <> old.words OR new.own_words <> old.own_words
    BEGIN
        UPDATE openbanking_transaction_search SET words = new.words || char(10) || new.own_words
        WHERE rowid = (
            SELECT id FROM openbanking_transaction_searched WHERE transaction_id = new.id
        );
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS transaction_words_removed AFTER DELETE ON openbanking_transaction
    BEGIN
        DELETE FROM openbanking_transaction_search WHERE rowid = (
            SELECT id FROM openbanking_transaction_searched WHERE transaction_id = old.id
        );
        DELETE FROM openbanking_transaction_searched WHERE transaction_id = old.id;
    END
    """,
]
_SQLITE_DROPS = [
    "DROP TRIGGER IF EXISTS transaction_words_added",
    "DROP TRIGGER IF EXISTS transaction_words_changed",
    "DROP TRIGGER IF EXISTS transaction_words_removed",
    "DROP TABLE IF EXISTS openbanking_transaction_search",
    "DROP TABLE IF EXISTS openbanking_transaction_searched",
]


def create(apps: Any, schema_editor: Any) -> None:
    """Index what is there, and whatever comes."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    _execute(schema_editor, _POSTGRESQL if on_postgresql else _SQLITE)


def make_terms_anew(apps: Any, schema_editor: Any) -> None:
    """Replace the function that makes the terms of a row; what it makes is as it was."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_TERMS)


def create_anew(apps: Any, schema_editor: Any) -> None:
    """Make the index of PostgreSQL as it is made now; SQLite's is as it was."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_DROP_INDEX)
    create(apps, schema_editor)


def drop(apps: Any, schema_editor: Any) -> None:
    """Leave nothing of it."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    _execute(schema_editor, _POSTGRESQL_DROPS if on_postgresql else _SQLITE_DROPS)


def _execute(schema_editor: Any, statements: list[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement)
