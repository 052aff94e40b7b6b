# What notifications and the browser's return page say. $who, $amount: ready to show.

one-empty = { $who } is used up
one-empty-budget = { $who }: the key’s budget is used up
one-low = { $who } is running low
one-left = { $who }: { $amount } left
one-left-budget = { $who }: { $amount } left of the key’s budget

line-empty = { $who }: used up
line-empty-budget = { $who }: the key’s budget is used up
line-low = { $who }
line-left = { $who }: { $amount } left
line-left-budget = { $who }: { $amount } left of the key’s budget

several-low = { $accounts ->
    [one] { $accounts } account is running low
   *[other] { $accounts } accounts are running low
}

below-alert = Below your { $amount } alert.
pace-days = { $days ->
    [0] Less than a day at this week’s pace.
    [one] About a day at this week’s pace.
   *[other] About { $days } days at this week’s pace.
}
todo-account = Open Refill to top up.
todo-budget = Open Refill to see when it starts anew.

test-title = Refill: this is a test
test-body = Notifications work. A real one comes when an account falls below its alert amount.

return-title = You can go back to Refill
return-text = Refill has received the answer. This page can be closed.
