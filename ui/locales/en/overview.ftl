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

overview-sum-ok = { $n ->
    [one] Your account has enough for now.
   *[other] All { $n } accounts have enough for now.
}
overview-sum-attention = { $n ->
    [one] 1 account needs a top-up.
   *[other] { $n } accounts need a top-up.
}
overview-sum-unknown = { $n ->
    [one] 1 account could not be checked.
   *[other] { $n } accounts could not be checked.
}
overview-sum-first = { $n ->
    [one] 1 account is being read for the first time.
   *[other] { $n } accounts are being read for the first time.
}

banner-low-title = { $account } is running low
banner-empty-title = { $account } is empty
banner-low-text = { $balance } left, below your { $threshold } alert.
banner-low-plain = { $balance } left.
banner-empty-text = { $balance } left. Calls with this key may already fail.
banner-days = { $days } left at this week’s pace.
banner-more = { $n ->
    [one] 1 more account needs a top-up. It stands with the first cards below.
   *[other] { $n } more accounts need a top-up. They stand first among the cards below.
}
banner-dismiss = Dismiss the notice about { $account }

card-worth = = { $amount }
card-never-read = Not read yet
card-failing = No new balance since { $when }
card-failing-refused = Key not accepted since { $when }
card-stale = Not fresh
card-last-known = Last known balance, { $asOf }
card-first-read = Reading the balance for the first time…

gauge-full = Full: { $amount } after the last top-up
gauge-most = Full: { $amount }, the most in 30 days
gauge-alert = Alert at { $amount }
gauge-no-alert = No alert set
gauge-said = { $balance } left of { $full } after the last top-up. { $alert }.
gauge-most-said = { $balance } left of { $full }, the most in 30 days. { $alert }.

trend-said = { $rises ->
    [0] Balance from { $from } to { $to }: from { $first } to { $last }, no top-ups.
    [one] Balance from { $from } to { $to }: from { $first } to { $last }, with 1 top-up.
   *[other] Balance from { $from } to { $to }: from { $first } to { $last }, with { $rises } top-ups.
}
trend-short = Balance over the last { $days ->
    [one] day
   *[other] { $days } days
}
trend-none = The trend appears after a few readings

forecast-days = { $days } left
forecast-not-enough = Too early for a forecast
forecast-no-spending = No spending lately
forecast-empty = Nothing left to spend

welcome-title = Know what you have left, before it runs out
welcome-text = Refill watches your prepaid API credits in one place, tells you before an account runs low, and keeps a history that you can hand to your bookkeeper.
welcome-add = Add your first account
welcome-point-watch = One look for every balance
welcome-point-watch-text = Each number with its unit and its age, checked every few minutes.
welcome-point-alert = A word in time
welcome-point-alert-text = One calm notification when an account falls below the amount that you choose.
welcome-point-keys = Keys stay in your keychain
welcome-point-keys-text = Your system’s own keychain holds them. Refill never writes a key to its files.
