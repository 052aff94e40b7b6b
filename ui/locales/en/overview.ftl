overview-title = What you have left
overview-page = Overview
overview-checked = Checked { $when }
overview-never-checked = Not checked yet
overview-refresh = Refresh
overview-refreshing = Checking…
overview-refresh-progress = Checking { $done } of { $total }…
overview-refreshed = { $failed ->
    [0] All balances are checked.
    [one] Balances checked. 1 account did not answer.
   *[other] Balances checked. { $failed } accounts did not answer.
}
overview-loading = Loading your accounts…
overview-accounts = Accounts

overview-attention = Accounts that need attention
overview-others = All other accounts

overview-sum-ok = { $n ->
    [one] Your account has enough for now
   *[other] All { $n } accounts have enough for now
}
tally-fine = { $n } fine
tally-low = { $n } low
tally-empty = { $n } empty
tally-unreadable = { $n } not up to date
tally-hidden = { $n } not visible
tally-first = { $n } being read

list-account = Account
list-balance = Balance
list-trend = Trend
list-lasts = Lasts

find-label = Find an account
find-hint = Name, provider or server
find-show = Which accounts
find-all = All { $n }
find-low = Low { $n }
find-unreadable = Not up to date { $n }
find-provider-all = All providers
find-nothing = Nothing found
find-nothing-text = No account fits what you are looking for.
find-clear = Show all accounts

banner-low-title = { $account } is running low
banner-empty-title = { $account } is empty
banner-low-text = { $balance } left, below your { $threshold } alert.
banner-low-plain = { $balance } left.
banner-empty-text = { $balance } left. Calls with this key may already fail.
banner-budget-low-title = The budget of { $account } is running low
banner-budget-empty-title = The budget of { $account } is used up
banner-budget-low-text = { $balance } of this key’s budget left, below your { $threshold } alert.
banner-budget-empty-text = { $balance } of this key’s budget left. Calls with it may fail until the budget starts anew.
banner-days = { $days } left at this week’s pace.
banner-dismiss = Dismiss the notice about { $account }

card-worth = = { $amount }
card-never-read = Not read yet
card-failing = No new balance since { $when }
card-failing-refused = Key not accepted since { $when }
card-stale = Not fresh
card-last-known = Last known balance, { $asOf }
card-first-read = Reading the balance for the first time…

gauge-full = After top-up: { $amount }
gauge-most = 30-day high: { $amount }
gauge-budget = Key budget: { $amount }
gauge-alert = Alert at { $amount }
gauge-no-alert = No alert set
gauge-said = { $balance } left of { $full } after the last top-up. { $alert }.
gauge-budget-said = { $balance } left of this key’s { $full } budget. { $alert }.
gauge-most-said = { $balance } left of { $full }, the most in 30 days. { $alert }.

trend-said = { $rises ->
    [0] Balance from { $from } to { $to }: from { $first } to { $last }, no top-ups.
    [one] Balance from { $from } to { $to }: from { $first } to { $last }, with 1 top-up.
   *[other] Balance from { $from } to { $to }: from { $first } to { $last }, with { $rises } top-ups.
}
trend-budget-said = { $rises ->
    [0] Budget left from { $from } to { $to }: from { $first } to { $last }.
    [one] Budget left from { $from } to { $to }: from { $first } to { $last }, started anew once.
   *[other] Budget left from { $from } to { $to }: from { $first } to { $last }, started anew { $rises } times.
}
trend-days = { $days ->
    [one] Last day
   *[other] Last { $days } days
}
trend-short = Balance over the last { $days ->
    [one] day
   *[other] { $days } days
}
trend-budget-short = Budget left over the last { $days ->
    [one] day
   *[other] { $days } days
}

forecast-days = { $days } left
forecast-not-enough = Too early to tell
forecast-no-spending = No spending lately
forecast-empty = Nothing left to spend
forecast-budget-days = { $days } of budget
forecast-budget-empty = Budget used up

budget-chip = Key budget
budget-of = { $cycle ->
    [daily] left of this key’s { $limit } daily budget
    [weekly] left of this key’s { $limit } weekly budget
    [monthly] left of this key’s { $limit } monthly budget
   *[other] left of this key’s { $limit } budget
}
budget-short = of { $limit }
budget-kind = { $cycle ->
    [daily] daily budget
    [weekly] weekly budget
    [monthly] monthly budget
   *[other] key budget
}
budget-of-unknown = left of this key’s budget
budget-anew = { $cycle ->
    [daily] Starts anew every day
    [weekly] Starts anew every week
    [monthly] Starts anew every month
   *[other] Starts anew from time to time
}

hidden-title = Balance not visible with this key
hidden-short = Not visible with this key
hidden-spent = { $amount } spent with it so far, { $asOf }
hidden-spent-short = { $amount } spent · { $asOf }
hidden-checked = Key checked, { $asOf }
hidden-see = Which key shows it?
hidden-text = Nothing is wrong with the key or the account. This kind of key may not see what is left, so Refill can’t warn you before it runs out. Another key can change that:

welcome-title = Know what you have left, before it runs out
welcome-text = Refill watches your prepaid API credits in one place. Paste a key, and you see what is left.
welcome-add = Add your first account
welcome-demo = Explore with demo accounts
welcome-demo-text = The demo opens in a second window that is marked as one. Nothing in it is real.
welcome-point-watch = One look for every balance
welcome-point-watch-text = Each number with its unit and its age, checked every few minutes.
welcome-point-alert = A word in time
welcome-point-alert-text = One calm notification when an account falls below the amount that you choose.
welcome-point-keys = Keys stay in your keychain
welcome-point-keys-text = Your system’s own keychain holds them. Refill never writes a key to its files.

first-alert-title = { $account } is being watched
first-alert-text = When should Refill speak up? You get one calm notification when the balance falls below this amount. The suggestion is in force already.
first-alert-label = Tell me below
first-alert-set = Tell me
first-alert-none = No alert
