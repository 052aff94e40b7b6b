-- The keychain item with the tokens of a signed-in holder.
ALTER TABLE account ADD COLUMN session TEXT;
CREATE UNIQUE INDEX account_session ON account (session);
