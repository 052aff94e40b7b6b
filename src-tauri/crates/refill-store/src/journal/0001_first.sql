-- Moments are microseconds since 1970 (UTC); amounts are exact decimals as text, with the places of their source.
-- Words that this version does not know come from a newer one: no CHECK refuses them.

-- What somebody set out to buy, in the order in which it was begun.
CREATE TABLE purchase (
    no                   INTEGER PRIMARY KEY,
    id                   TEXT    NOT NULL UNIQUE,
    account              TEXT    NOT NULL,
    account_name         TEXT    NOT NULL,
    provider             TEXT    NOT NULL,
    way                  TEXT    NOT NULL,
    package              TEXT,
    package_name         TEXT,
    package_credits      TEXT,
    package_credits_unit TEXT,
    package_price        TEXT,
    package_price_unit   TEXT,
    price                TEXT,
    price_unit           TEXT,
    credits              TEXT,
    credits_unit         TEXT,
    before               TEXT,
    before_unit          TEXT,
    begun_at             INTEGER NOT NULL,
    CHECK ((package IS NULL) = (package_name IS NULL)),
    CHECK ((package IS NULL) = (package_credits IS NULL)),
    CHECK ((package IS NULL) = (package_credits_unit IS NULL)),
    CHECK ((package IS NULL) = (package_price IS NULL)),
    CHECK ((package IS NULL) = (package_price_unit IS NULL)),
    CHECK ((price IS NULL) = (price_unit IS NULL)),
    CHECK ((credits IS NULL) = (credits_unit IS NULL)),
    CHECK ((before IS NULL) = (before_unit IS NULL))
) STRICT;

-- Everything that happened to it, in the order in which it was written down. Which columns an event fills depends on
-- its word.
CREATE TABLE event (
    no          INTEGER PRIMARY KEY,
    purchase    INTEGER NOT NULL REFERENCES purchase (no),
    at          INTEGER NOT NULL,
    word        TEXT    NOT NULL,
    reason      TEXT,
    session     TEXT,
    address     TEXT,
    expires_at  INTEGER,
    amount      TEXT,
    amount_unit TEXT,
    arrived_at  INTEGER,
    evidence    TEXT,
    CHECK ((amount IS NULL) = (amount_unit IS NULL))
) STRICT;

CREATE INDEX event_of ON event (purchase, no);

-- Where each purchase stands: what its events lead to. The only table that is updated. money and credit say what is
-- known of either.
CREATE TABLE head (
    purchase   INTEGER PRIMARY KEY REFERENCES purchase (no),
    account    TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    money      TEXT    NOT NULL,
    credit     TEXT    NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- One open purchase per account. A state that this version does not know counts as open.
CREATE UNIQUE INDEX head_open ON head (account)
    WHERE state NOT IN ('expired', 'failed', 'dropped', 'missing', 'credited');

-- What is written stays. The triggers before an insert are for INSERT OR REPLACE, which deletes without asking.
CREATE TRIGGER purchase_not_changed BEFORE UPDATE ON purchase
BEGIN SELECT RAISE(ABORT, 'a purchase is never changed'); END;
CREATE TRIGGER purchase_not_deleted BEFORE DELETE ON purchase
BEGIN SELECT RAISE(ABORT, 'a purchase is never deleted'); END;
CREATE TRIGGER purchase_not_replaced BEFORE INSERT ON purchase
WHEN EXISTS (SELECT 1 FROM purchase WHERE no = NEW.no OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a purchase is never replaced'); END;

CREATE TRIGGER event_not_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
CREATE TRIGGER event_not_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END;

CREATE TRIGGER head_not_moved BEFORE UPDATE OF purchase, account ON head
BEGIN SELECT RAISE(ABORT, 'a head stays with its purchase'); END;
CREATE TRIGGER head_not_deleted BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'a head is never deleted'); END;
