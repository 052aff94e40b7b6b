account-back = Overview
account-loading = Loading the account…
account-last-top-up = Last top-up { $when }
account-since = Watched since { $when }
account-gone-title = This account is no longer here
account-refresh = Check now

chart-title = Balance
chart-budget-title = Budget left
chart-table = Show as a table
chart-time = When
chart-value = Balance
chart-change = Change
chart-rise = Top-up or refund
chart-empty = The chart appears after a few readings.
chart-highest = Highest: { $amount } · { $when }
chart-lowest = Lowest: { $amount } · { $when }

manage-title = This account
manage-name = Name
manage-name-save = Save the name
manage-alert = Alert amount
manage-alert-hint = You get one notification when the balance falls below it. Leave it empty for no alert.
manage-alert-hidden = There is no alert for this account: its key does not show what is left.
manage-alert-suggest = Use { $amount }
manage-alert-suggest-why = About seven days of your spending
manage-alert-save = Save the alert amount
manage-alert-set = Alert set at { $amount }.
manage-alert-off = The alert is off.
manage-name-set = The name is now { $name }.
manage-key = Key
manage-key-keychain = In your system’s keychain
manage-key-session = In memory until Refill closes
manage-key-missing = Missing: the balance can’t be checked until you enter it again
manage-key-replace = Replace key…
manage-remove = Remove
manage-remove-plain = Remove account
manage-remove-hint = Refill forgets the key and stops watching. Your credits at the provider stay where they are. You can undo this for a short while.
removed-toast = { $account } was removed.

recent-title = Recent entries
recent-all = All entries
recent-none = No entries yet
recent-failing = The list has been incomplete since { $when }. The balance above does not depend on it.
recent-checked = Provider’s history read { $when }

replace-key-of = Replace the key of { $account }
replace-title = Replace the key of { $account }
replace-text = The history and the alert stay as they are.
replace-server = Server address (unchanged if empty)
replace-server-hint = Now { $server }. A changed address needs its key again, so both are set here.
replace-save = Replace key
replace-done = The key of { $account } was replaced.

divisor-title = How to read the number
divisor-why = Some accounts report tenths of a credit. Compare with the provider’s own page, and choose what it shows.
divisor-as-reported = As reported: { $amount }
divisor-by = ÷ { $divisor }: { $amount }
divisor-set = The balance now reads { $amount }.

manage-holder = Account holder
manage-holder-out = Signed out: sign in to buy packages and manage keys.
manage-holder-in = Signed in
manage-holder-sign-in = Sign in…
manage-holder-open = Keys, wallets and profile
