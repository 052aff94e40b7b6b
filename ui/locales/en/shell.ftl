# The frame around every page, and the words that all pages share.

app-name = Refill
page-title = { $page } – Refill
page-title-demo = { $page } – Refill (demo)
skip-to-content = Skip to the content
nav-label = Pages
nav-overview = Overview
nav-history = History
nav-settings = Settings

demo-label = Demo
demo-ribbon = Demo. These accounts are made up: no real keys, no real money.

amount-unknown = Unknown

time-unknown = at an unknown time
time-yesterday = yesterday { $time }
time-tomorrow = tomorrow { $time }
next-try = Next try { $when }
time-as-of = as of { $when }
time-day-clock = { $day }, { $time }

left-hours = Less than a day
left-days = { $n ->
    [one] About 1 day
   *[other] About { $n } days
}
left-weeks = { $n ->
    [one] About 1 week
   *[other] About { $n } weeks
}
left-months = { $n ->
    [one] About 1 month
   *[other] About { $n } months
}
left-years = More than 2 years

action-try-again = Try again
action-cancel = Cancel
action-close = Close
action-save = Save
action-undo = Undo
action-dismiss = Dismiss
action-top-up = Top up
action-top-up-account = Top up { $account }
action-add-account = Add account
action-copied = Copied

details-title = Details
details-copy = Copy details

toasts-label = Messages
toast-undone = { $account } is back.

level-low = Low
level-empty = Empty

key-missing = Key missing


set-aside-title = Refill started with a fresh history
set-aside-text = The old history file was damaged. It was not deleted: it is kept at { $path }. Your credits at the providers are not affected, and your keys are still in the keychain.

blocked-title = Refill can’t open its data
blocked-keep = Nothing was changed and nothing was deleted.
blocked-open-folder = Open data folder
blocked-folder = Data folder

vault-absent-title = No keychain was found
vault-absent-text = Refill keeps keys in your system’s keychain, and none answered on this computer. Your balances stay as they were last seen, and your credits at the providers are untouched.
vault-absent-todo = Start or install a keychain (on Linux, for example GNOME Keyring or KWallet) and try again. Or keep keys for this session only: they stay in memory and are forgotten when Refill closes.
vault-locked-title = Your keychain is locked
vault-locked-text = Refill can’t read your keys until the keychain is unlocked, so balances are not being checked. Nothing is lost: the last known balances are still shown.
vault-locked-todo = Choose “Try again” and enter your keychain password when the system asks. Or keep keys for this session only: they stay in memory and are forgotten when Refill closes.
vault-refused-title = The keychain said no
vault-refused-text = Your keychain is there, but it did not let Refill in. Your keys are still stored safely in it, and your credits at the providers are untouched.
vault-refused-todo = Choose “Try again” and allow access when the system asks. Or keep keys for this session only: they stay in memory and are forgotten when Refill closes.
vault-session-title = Keys are kept for this session only
vault-session-text = New keys stay in memory and are forgotten when Refill closes.
vault-checking = Looking for your keychain…
vault-use-session = Keep keys for this session only
banners-label = Accounts that are running low
