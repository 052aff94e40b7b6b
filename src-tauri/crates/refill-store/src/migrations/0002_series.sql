-- What a reported balance is divided by.
ALTER TABLE account ADD COLUMN divisor INTEGER NOT NULL DEFAULT 1 CHECK (divisor BETWEEN 1 AND 4294967295);

-- Amounts of an account are only comparable within a series. Its series are numbered from 1; a reading and a
-- change observed between two of them bear the number of theirs, a provider's row has none: it always counts.
ALTER TABLE account ADD COLUMN series INTEGER NOT NULL DEFAULT 1;
ALTER TABLE reading ADD COLUMN series INTEGER NOT NULL DEFAULT 1;
ALTER TABLE entry ADD COLUMN series INTEGER CHECK (series IS NULL OR run IS NULL);
UPDATE entry SET series = 1 WHERE run IS NULL;

-- What a balance is the rest of, and what else is told with it.
ALTER TABLE reading ADD COLUMN basis TEXT NOT NULL DEFAULT 'account' CHECK (basis IN ('account', 'budget'));
ALTER TABLE reading ADD COLUMN budget_limit TEXT CHECK (budget_limit IS NULL OR basis = 'budget');
ALTER TABLE reading ADD COLUMN budget_cycle TEXT CHECK (budget_cycle IS NULL OR basis = 'budget');
ALTER TABLE reading ADD COLUMN received TEXT;
ALTER TABLE reading ADD COLUMN last_top_up INTEGER;

-- The latest of a series is the one stored last: the clock may have been set back.
DROP INDEX reading_latest;
CREATE INDEX reading_latest ON reading (account, series, confirmed, id);

-- The balance over time, without a look at the rows themselves.
DROP INDEX reading_by_time;
CREATE INDEX reading_level ON reading (account, series, unit, taken_at, id, amount) WHERE confirmed = 1;
CREATE INDEX entry_level ON entry (account, unit, at, id, balance_after)
    WHERE run IS NOT NULL AND balance_after IS NOT NULL;

-- What an account spent in a stretch of time, and what raised its balance; likewise of one series, or of the
-- provider's rows.
CREATE INDEX entry_debit ON entry (account, series, unit, at, amount) WHERE kind = 'debit';
CREATE INDEX entry_rise ON entry (account, kind, series, at, id) WHERE kind <> 'debit';
