# What the system's own dialog asks an account's holder. $name: the person's name for the account; $amount: ready to
# show; $key, $facts, $address, $network, $url: short texts, cleaned.

no = Cancel

delete-title = Delete “{ $name }” at { $provider }?
delete-text = { $provider } deletes the account with everything in it: { $left }, its API keys (programs that use them stop working) and its wallets at { $provider } with whatever they hold. This cannot be undone, and nothing is paid back. Here it is removed with its history.
delete-left = { $amount } that are left
delete-left-unknown = the credits that are left (Refill does not know how many)
delete-yes = Delete for Good

revoke-title = Revoke the API key { $key }?
revoke-text = Programs that use this key of “{ $name }” stop working at once, and so does reading the balance here if it is the key that Refill uses. A revoked key cannot be brought back; another one can be made. The key: { $facts }.
revoke-yes = Revoke

wallet-title = Create a wallet?
wallet-title-on = Create a wallet on { $network }?
wallet-text = { $provider } creates a wallet for “{ $name }” and keeps it for you. It costs { $amount }, which are taken from the account.
wallet-text-unknown = { $provider } creates a wallet for “{ $name }” and keeps it for you. Refill does not know what it costs; it is taken from the account.
wallet-yes = Create

wallet-delete-title = Delete this wallet?
wallet-delete-text = The wallet { $address } of “{ $name }” is deleted with whatever it holds. This cannot be undone: move what is in it elsewhere first.
wallet-delete-yes = Delete for Good

webhook-title = Send news of this account to another address?
webhook-text = From now on { $provider } tells { $url } what happens in “{ $name }”, also after Refill is removed. Add it only if the address is yours.
webhook-yes = Add

webhook-delete-title = Delete this webhook?
webhook-delete-text = { $provider } tells { $url } nothing more of “{ $name }”. It cannot be brought back; another one may get another signing secret.
webhook-delete-yes = Delete
