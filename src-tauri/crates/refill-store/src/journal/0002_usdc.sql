-- Payments in USDC by x402. Addresses, hashes, nonces and signatures are bytes. Numbers of the chain are decimals as
-- text: they may be larger than an integer of SQLite. Neither a key nor a recovery phrase stands here; what was signed
-- lets exactly one payment through.

-- Purchases on a page and payments from a wallet do not stand in each other's way. Whatever is no page is a payment.
ALTER TABLE head ADD COLUMN family TEXT NOT NULL DEFAULT 'page';

-- One open purchase on a page per account. A state that this version does not know counts as open.
DROP INDEX head_open;
CREATE UNIQUE INDEX head_open ON head (account)
    WHERE family = 'page' AND state NOT IN ('expired', 'failed', 'dropped', 'missing', 'credited');

-- One payment per account whose money is not decided. A state that this version does not know counts as undecided.
CREATE UNIQUE INDEX head_live ON head (account)
    WHERE family <> 'page'
      AND state NOT IN ('refused', 'declined', 'paid', 'dead_expired', 'dead_cancelled', 'dead_unsigned');

DROP TRIGGER head_not_moved;
CREATE TRIGGER head_not_moved BEFORE UPDATE OF purchase, account, family ON head
BEGIN SELECT RAISE(ABORT, 'a head stays with its purchase'); END;
CREATE TRIGGER head_not_replaced BEFORE INSERT ON head
WHEN EXISTS (SELECT 1 FROM head WHERE purchase = NEW.purchase)
BEGIN SELECT RAISE(ABORT, 'a head is never replaced'); END;

-- What a step of a payment tells of the chain.
ALTER TABLE event ADD COLUMN transaction_hash BLOB;
ALTER TABLE event ADD COLUMN block TEXT;
ALTER TABLE event ADD COLUMN block_hash BLOB CHECK ((block IS NULL) = (block_hash IS NULL));

-- The checked offer, as the person is asked about it.
CREATE TABLE plan (
    purchase INTEGER PRIMARY KEY REFERENCES purchase (no),
    protocol TEXT    NOT NULL,
    chain    TEXT    NOT NULL,
    wallet   TEXT    NOT NULL,
    payer    BLOB    NOT NULL,
    payee    BLOB    NOT NULL,
    value    TEXT    NOT NULL,
    timeout  INTEGER NOT NULL,
    url      TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    network  TEXT    NOT NULL,
    accepted TEXT,
    resource TEXT
) STRICT;

-- What the wallet is asked to sign: here before it is asked. A nonce is used for one payment.
CREATE TABLE attempt (
    purchase     INTEGER PRIMARY KEY REFERENCES plan (purchase),
    chain        TEXT    NOT NULL,
    asset        BLOB    NOT NULL,
    payer        BLOB    NOT NULL,
    payee        BLOB    NOT NULL,
    value        TEXT    NOT NULL,
    valid_after  TEXT    NOT NULL,
    valid_before TEXT    NOT NULL,
    nonce        BLOB    NOT NULL,
    first_block  TEXT    NOT NULL,
    confirmed_at INTEGER NOT NULL,
    reserved_at  INTEGER NOT NULL,
    UNIQUE (nonce, payer, asset, chain)
) STRICT;

-- What was spent since when.
CREATE INDEX attempt_reserved ON attempt (reserved_at);

-- The signature and the payment header: here before anything is sent, and sent in these very bytes.
CREATE TABLE signed (
    purchase  INTEGER PRIMARY KEY REFERENCES attempt (purchase),
    signature BLOB    NOT NULL,
    header    TEXT    NOT NULL,
    value     TEXT    NOT NULL
) STRICT;

-- The person's wallets. secret and ledger are ids of keychain items. A removed one stays, as payments name it.
CREATE TABLE wallet (
    no         INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    kind       TEXT    NOT NULL,
    address    BLOB    NOT NULL,
    secret     TEXT,
    ledger     TEXT,
    has_phrase INTEGER NOT NULL,
    program    TEXT,
    created_at INTEGER NOT NULL,
    removed_at INTEGER,
    is_default INTEGER NOT NULL DEFAULT 0,
    CHECK (is_default = 0 OR removed_at IS NULL)
) STRICT;

CREATE UNIQUE INDEX wallet_default ON wallet (is_default) WHERE is_default <> 0;

-- Who is paid by whom at which address (origin) on which chain, and who else was to be paid there.
CREATE TABLE pin (
    provider   TEXT    NOT NULL,
    origin     TEXT    NOT NULL,
    chain      TEXT    NOT NULL,
    payee      BLOB    NOT NULL,
    since      INTEGER NOT NULL,
    offered    BLOB,
    offered_at INTEGER,
    PRIMARY KEY (provider, origin, chain),
    CHECK ((offered IS NULL) = (offered_at IS NULL))
) STRICT, WITHOUT ROWID;

-- The spending limits as they were set, in millionths of a USDC; the last row counts.
CREATE TABLE spending_limit (
    no          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    payment     TEXT    NOT NULL,
    account_day TEXT    NOT NULL,
    day         TEXT    NOT NULL,
    month       TEXT    NOT NULL
) STRICT;

-- Where the person has a chain read, in the order in which it was added.
CREATE TABLE endpoint (
    no      INTEGER PRIMARY KEY,
    chain   TEXT NOT NULL,
    address TEXT NOT NULL,
    UNIQUE (chain, address)
) STRICT;

-- Whether a chain is read at the endpoints that come with Refill, too; where there is no row, it is.
CREATE TABLE shipped_endpoints (
    chain   TEXT    NOT NULL PRIMARY KEY,
    is_used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is written stays, as in the first version.
CREATE TRIGGER plan_not_changed BEFORE UPDATE ON plan
BEGIN SELECT RAISE(ABORT, 'a plan is never changed'); END;
CREATE TRIGGER plan_not_deleted BEFORE DELETE ON plan
BEGIN SELECT RAISE(ABORT, 'a plan is never deleted'); END;
CREATE TRIGGER plan_not_replaced BEFORE INSERT ON plan
WHEN EXISTS (SELECT 1 FROM plan WHERE purchase = NEW.purchase)
BEGIN SELECT RAISE(ABORT, 'a plan is never replaced'); END;

CREATE TRIGGER attempt_not_changed BEFORE UPDATE ON attempt
BEGIN SELECT RAISE(ABORT, 'an attempt is never changed'); END;
CREATE TRIGGER attempt_not_deleted BEFORE DELETE ON attempt
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
CREATE TRIGGER attempt_not_replaced BEFORE INSERT ON attempt
WHEN EXISTS (SELECT 1 FROM attempt WHERE purchase = NEW.purchase)
  OR EXISTS (SELECT 1 FROM attempt
             WHERE nonce = NEW.nonce AND payer = NEW.payer AND asset = NEW.asset AND chain = NEW.chain)
BEGIN SELECT RAISE(ABORT, 'an attempt is never replaced, and its nonce never used again'); END;

CREATE TRIGGER signed_not_changed BEFORE UPDATE ON signed
BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END;
CREATE TRIGGER signed_not_deleted BEFORE DELETE ON signed
BEGIN SELECT RAISE(ABORT, 'what was signed is never deleted'); END;
CREATE TRIGGER signed_not_replaced BEFORE INSERT ON signed
WHEN EXISTS (SELECT 1 FROM signed WHERE purchase = NEW.purchase)
BEGIN SELECT RAISE(ABORT, 'what was signed is never replaced'); END;

CREATE TRIGGER spending_limit_not_changed BEFORE UPDATE ON spending_limit
BEGIN SELECT RAISE(ABORT, 'a limit that was set is never changed'); END;
CREATE TRIGGER spending_limit_not_deleted BEFORE DELETE ON spending_limit
BEGIN SELECT RAISE(ABORT, 'a limit that was set is never deleted'); END;
CREATE TRIGGER spending_limit_not_replaced BEFORE INSERT ON spending_limit
WHEN EXISTS (SELECT 1 FROM spending_limit WHERE no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'a limit that was set is never replaced'); END;

CREATE TRIGGER wallet_not_deleted BEFORE DELETE ON wallet
BEGIN SELECT RAISE(ABORT, 'a wallet is never deleted'); END;
CREATE TRIGGER pin_not_deleted BEFORE DELETE ON pin
BEGIN SELECT RAISE(ABORT, 'a pin is never deleted'); END;
