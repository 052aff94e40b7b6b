account-back = Overview
account-loading = Loading the account…
account-since = Watched since { $when }
account-gone-title = This account is no longer here
account-refresh = Check now

chart-title = Balance
chart-table = Show as a table
chart-time = When
chart-value = Balance
chart-change = Change
chart-rise = Top-up or refund
chart-empty = The chart appears after a few readings.
chart-highest = Highest: { $amount }
chart-lowest = Lowest: { $amount }

manage-title = This account
manage-name = Name
manage-name-save = Save the name
manage-alert = Alert amount
manage-alert-hint = You get one notification when the balance falls below it. Leave it empty for no alert.
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
manage-remove = Remove account…
manage-remove-plain = Remove account
manage-remove-hint = Refill forgets the key and stops watching. Your credits at the provider stay where they are. You can undo this for a short while.
removed-toast = { $account } was removed.

recent-title = Recent entries
recent-all = All entries
recent-none = No entries yet
recent-checked = Provider’s history read { $when }

replace-title = Replace the key of { $account }
replace-text = The history and the alert stay as they are.
replace-server = Server address (unchanged if empty)
replace-server-hint = Now { $server }. A changed address needs its key again, so both are set here.
replace-save = Replace key
replace-done = The key of { $account } was replaced.
