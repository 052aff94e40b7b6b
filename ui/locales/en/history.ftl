history-title = History
history-filters = Filter the entries
history-account = Account
history-account-all = All accounts
picker-provider = { $n ->
    [one] 1 account
   *[other] All { $n } accounts
}
picker-more = Add another
picker-remove = Leave out { $name }
history-kind = Kind
history-kind-all = Everything
history-search = Search
history-search-hint = Description
history-period = Period
period-all = All time
period-week = Last 7 days
period-month = This month
period-last-month = Last month
period-custom = Between two days…
history-from = From
history-to = To
history-clear = Clear filters
history-export = Export…
history-total = { $total ->
    [0] No entries
    [one] 1 entry
   *[other] { $total } entries
}
history-total-shown = { $shown } of { $total } entries
history-more = Load more
history-loading = Loading entries…
history-table = Entries, newest first

history-col-when = When
history-col-account = Account
history-col-what = What
history-col-amount = Amount
history-col-after = Balance after
history-after = After:

kind-credit = Added
kind-debit = Spent
kind-other = Other
history-budget-renewed = Budget renewed
history-observed = Observed
history-observed-why = Worked out by Refill from two readings; the provider reports no entries of its own.
history-observed-note = “Observed” entries were worked out by Refill from two readings of the balance, because the provider reports no entries of its own or has not reported this one yet.
history-none-title = Nothing here yet
history-none-text = Entries appear as soon as credits are added or spent.
history-no-match-title = Nothing matches
history-no-match-text = No entry fits these filters.

export-title = Export to a spreadsheet
export-text = A CSV file that opens in any spreadsheet: exact amounts, one row per entry.
export-from = From
export-to = To
export-accounts = Accounts
export-count = { $rows ->
    [0] No entries in this period
    [one] 1 row
   *[other] { $rows } rows
}
export-counting = Counting…
export-save = Save…
export-saving = Writing the file…
export-progress = { $done } of { $total } rows
export-done-title = Saved
export-done-text = { $rows ->
    [one] 1 row in { $file }
   *[other] { $rows } rows in { $file }
}
export-open = Open
export-show = Show in folder
export-done = Done
