# What buying says outside the window. $who, $amount, $price, $credits: ready to show.

# Notifications.
credited-title = +{ $amount } arrived
credited-title-hidden = Credits arrived
credited-title-partly = Credits probably arrived
credited-for = { $who }: bought for { $price }.
credited = { $who }: what you bought has arrived.
credited-partly = { $who }: the balance rose by { $amount }. Something was spent at the same time, so the exact amount cannot be seen.
credited-partly-hidden = { $who }: the balance rose. Something was spent at the same time, so the exact amount cannot be seen.
again-title = { $who }: the same credits arrived twice – check your card
again-body = Your card may have been charged twice. The receipt in Refill has what the provider needs to look into it.
overdue-title = { $who }: paid, but no credits yet
overdue-body = Your browser said that it was paid a day ago. Do not pay again. The receipt in Refill has what the provider needs to find the payment.
test = TEST: { $text }

# The question before a page at a host that nobody vouches for.
question-title = Open this payment page?
question-what = { $who }: { $credits } for { $price }.
question-price = { $who }: { $price }.
question-text = The page to pay on is at { $host }, which is not the payment service that Refill knows. Nothing has been paid so far. Open it only if you expect to pay there.
question-yes = Open the page
question-no = Cancel

# The page that the browser returns to.
paid-title = You can go back to Refill
paid-text = Refill now watches for the credits and tells you when they arrive. This page can be closed.
cancelled-title = You left the payment page
cancelled-text = This page can be closed. If you want to pay after all, Refill can open the same payment page again.

# The receipt.
receipt-what = Bought: { $what }
receipt-credits = Credits: { $amount }
receipt-price = Price: { $price }
receipt-provider = Provider: { $name }
receipt-account = Account: { $name }
receipt-session = Payment session: { $session }
receipt-test = TEST: the payment service only pretended, and no money moved.
receipt-id = Refill’s number: { $id }
receipt-begun = Begun: { $at }
receipt-updated = Last change: { $at }
receipt-state = State: { $state }
receipt-arrived = Arrived: { $amount } on { $at }
receipt-evidence = Seen by: { $evidence }
what-checkout = a package of credits
what-charge = credits for a free amount
what-usdc = credits for USDC
what-page = credits on the provider’s own page

evidence-row = the provider lists the credit
evidence-balance = the balance rose by as much
evidence-partly = the balance rose, but by less: something was spent at the same time

state-begun = Nothing was asked for yet. No money moved.
state-asking = The provider is being asked for a payment page. No money moved.
state-ready = There is a payment page, which was not opened yet.
state-away = The payment page was opened. Whether it was paid is not known yet.
state-returned = The browser says that it was paid. The credits have not arrived yet.
state-cancelled = The browser says that it was not paid.
state-expired = The payment page has ended, and no credits arrived.
state-failed = There was no payment page. No money moved.
state-dropped = Refill was told not to wait any longer. No credits were seen up to then.
state-missing = The browser says that it was paid, but the credits have not arrived in time.
state-credited = The credits have arrived.
state-twice = The credits have arrived twice.

# The facts for somebody who helps. Nothing here names a person, an account or a server of one’s own.
facts-version = Refill { $version }
facts-system = System: { $os }, { $arch }
facts-keychain = Keychain: { $state }
facts-journal = Payment journal: { $state }
facts-usable = usable
facts-unusable = not usable
facts-accounts = Accounts: { $count }
facts-provider = Accounts of { $provider }: { $count }
facts-account = Account { $number }: { $facts }
facts-own-server = own server
facts-read = read { $seconds } s ago
facts-never-read = never read
facts-payment = Payment of { $at }: { $facts }
facts-test = test

# A payment with USDC.
state-quoted = The provider is being asked for its price. No money moved.
state-refused = The offer was not paid. No money moved.
state-planned = Waiting for your yes. No money moved.
state-declined = It was not confirmed. No money moved.
state-reserved = Waiting for your wallet. No money moved.
state-sign_unknown = Your wallet gave no clear answer. Asking again is safe: it is the same payment.
state-signed = Signed, and not sent.
state-sending = Being sent.
state-reported = The provider says that it is paid. The chain is being checked.
state-unknown = It was sent, and there is no clear answer. Do not pay again.
state-confirming = Paid; the chain is confirming it.
state-paid = Paid, as the chain proves.
state-dead_expired = Not charged, as the chain proves: it was not used in time.
state-dead_cancelled = Not charged, as the chain proves: the wallet cancelled it.
state-dead_unsigned = Not charged: it was never signed.
