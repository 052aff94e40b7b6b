-- Moments are microseconds since 1970 (UTC); amounts are exact decimals as text, with the places of their source.

CREATE TABLE installation (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id       TEXT    NOT NULL,
    starts   INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    no         INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    provider   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    server     TEXT,
    secret     TEXT    UNIQUE,
    threshold  TEXT,
    unit       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

-- Keychain items of this installation that are to be removed ('due'), or were announced and are not in use
-- yet ('planned').
CREATE TABLE key_removal (
    secret TEXT PRIMARY KEY,
    state  TEXT NOT NULL CHECK (state IN ('planned', 'due'))
) STRICT, WITHOUT ROWID;

CREATE TABLE reading (
    id           INTEGER PRIMARY KEY,
    account      INTEGER NOT NULL REFERENCES account (no) ON DELETE CASCADE,
    taken_at     INTEGER NOT NULL,
    amount       TEXT    NOT NULL,
    unit         TEXT    NOT NULL,
    worth_amount TEXT,
    worth_unit   TEXT,
    confirmed    INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    CHECK ((worth_amount IS NULL) = (worth_unit IS NULL))
) STRICT;

-- The latest of an account is the one stored last: the clock may have been set back.
CREATE INDEX reading_latest ON reading (account, confirmed, id);
CREATE INDEX reading_by_time ON reading (account, taken_at);

-- run: number of the run over the provider's history that brought the row (see history_sync); NULL for a
-- change that was observed between two readings.
CREATE TABLE entry (
    id             INTEGER PRIMARY KEY,
    account        INTEGER NOT NULL REFERENCES account (no) ON DELETE CASCADE,
    at             INTEGER NOT NULL,
    kind           TEXT    NOT NULL,
    amount         TEXT    NOT NULL,
    unit           TEXT    NOT NULL,
    balance_before TEXT,
    balance_after  TEXT,
    text           TEXT,
    run            INTEGER
) STRICT;

-- id stands before account so that the index gives the order of the pages by itself, and account stands in it
-- so that rows of other accounts are passed over without reading them. The few rows that are no debits have
-- indexes of their own.
CREATE INDEX entry_by_time ON entry (at, id, account);
CREATE INDEX entry_by_account ON entry (account, at);
CREATE INDEX entry_credit ON entry (at, id, account) WHERE kind = 'credit';
CREATE INDEX entry_other ON entry (at, id, account) WHERE kind NOT IN ('credit', 'debit');

-- Runs of an account are numbered from 1. Rows of a run up to `completed` are known: the whole history behind
-- them is stored. Rows of a later run were left by one that has not ended, or never will.
CREATE TABLE history_sync (
    account      INTEGER PRIMARY KEY REFERENCES account (no) ON DELETE CASCADE,
    begun        INTEGER NOT NULL,
    completed    INTEGER NOT NULL,
    completed_at INTEGER,
    CHECK (completed BETWEEN 0 AND begun)
) STRICT;

CREATE TABLE alert_state (
    account   INTEGER PRIMARY KEY REFERENCES account (no) ON DELETE CASCADE,
    fired     TEXT,
    delivered INTEGER NOT NULL CHECK (delivered IN (0, 1)),
    dismissed INTEGER NOT NULL CHECK (dismissed IN (0, 1))
) STRICT;

CREATE TABLE failure (
    account INTEGER PRIMARY KEY REFERENCES account (no) ON DELETE CASCADE,
    code    TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    facts   TEXT    NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
