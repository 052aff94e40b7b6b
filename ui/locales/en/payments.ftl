nav-payments = Payments
payment-waiting = Waiting for credits
payment-open = Payment open

# The sheet
top-up-title = Top up { $account }
top-up-loading = Looking for ways to buy…
top-up-balance = Balance now
top-up-packages = Choose a package
top-up-packages-loading = Asking { $provider } for its packages…
top-up-packages-empty = No packages at the moment
top-up-packages-here = { $n ->
    [one] One package to choose from.
   *[other] { $n } packages to choose from.
}
top-up-packages-none = { $provider } lists none. Your credits are untouched; try again later.
top-up-sign-in-hint = { $provider } asks you to sign in before you buy.
top-up-buying = Asking { $provider } for the payment page of { $what }…
top-up-best = Best value
top-up-last = Last time
top-up-rate = about { $price } per { $credits }
top-up-sign-in = Sign in first, then pay
top-up-sign-in-plain = { $provider } shows its packages after you sign in
top-up-sign-in-ended = Your sign-in to { $provider } has ended. Nothing was bought.
top-up-sign-in-then = After signing in, the payment page opens by itself.
top-up-back = Back to the packages
top-up-or = or
top-up-charge = Amount
top-up-charge-hint = From $1 to $2,000, in US dollars. You see the exact total on the payment page before you pay.
top-up-charge-open = Open payment page
top-up-charge-opening = Asking { $provider } for a payment page…
top-up-gone = { $provider } no longer offers this
top-up-gone-text = Nothing was charged. You can buy credits on its own page instead. Refill watches the balance meanwhile and tells you when they arrive.
top-up-page = Open { $provider }’s credits page
top-up-page-hint = You buy there in your browser. Refill watches the balance and tells you when credits arrive.
top-up-unusable = Buying is off for now
top-up-unusable-text = Refill can’t keep its record of payments, and without it a payment could get lost. Credits that you have are untouched. Free some space on the disk, check that Refill may write to its data folder, and restart Refill.
top-up-none = Refill knows no way to buy credits here. { $provider }’s website does.
top-up-missing = An earlier payment is still without its credits
    .text = Your browser said that it was paid. Do not pay again before you have looked at it: { $provider }’s support can find it by its receipt.
top-up-missing-usdc = The network’s records prove that it was paid. Do not pay again before you have looked at it: { $provider }’s support can find it by its receipt.
top-up-again = Back to the ways to buy
top-up-close-hint = You can close this. Refill goes on watching.
top-up-done = Done
top-up-trust = Nothing is charged before you pay on the page that opens in your browser. The money goes to { $provider }, and Refill never sees your card.

top-up-trust-usdc = Nothing is paid before you confirm it in a window of your system. The money goes to { $provider }.
top-up-trust-both = Nothing is charged before you confirm it: in a window of your system for USDC, or on the page that opens in your browser. Refill never sees your card.
top-up-beside = Pay with USDC instead

# Paying with USDC, in the sheet
usdc-choose = Pay with USDC
usdc-other = Another amount
usdc-to = To
usdc-payee-first = First payment: Refill will remember whom { $provider } names as its recipient, and pay nobody else later. The confirmation shows the address.
usdc-payee-known = The same recipient as before.
usdc-payee-whole = Show the whole address
usdc-network = Network
usdc-fee = Fee
usdc-fee-hint = Refill and the network charge you nothing; the provider’s server pays the network.
usdc-from = From
usdc-balance = Holds { $balance }, { $asOf }
usdc-balance-asking = Looking what it holds…
usdc-balance-unknown = What it holds can’t be read now. Refill looks again before you confirm.
usdc-balance-again = Look again
usdc-after = Balance after
usdc-after-from = { $rise }, from the balance { $asOf }
usdc-after-unknown = The provider does not say what the amount brings.
usdc-brings = Brings
usdc-limit = Spending limit
limit-left-payment = { $left } at most in one payment
limit-left-account-day = { $left } left for this account in 24 hours
limit-left-day = { $left } left in 24 hours, for all accounts
limit-left-month = { $left } left in 30 days, for all accounts
usdc-pay = Pay { $amount }
usdc-pay-none = Pay
usdc-confirm-hint = Your system shows it once more and asks you before anything is paid.
usdc-asking = Asking { $provider } for its price…
usdc-over-limit = This is more than your spending limit lets through
    .text = { $left }. Choose a smaller amount, or change the limit.
usdc-limits-go = Spending limits
usdc-too-little = Your wallet holds too little USDC
    .text = Choose a smaller amount, or send USDC on { $network } to the wallet first.
usdc-fill-go = How to fill the wallet
usdc-no-wallet = To pay with USDC you need a wallet
    .text = USDC is a digital dollar. Refill can make a wallet for you, or use one that you have. Paying { $provider } with it takes no card and no fee, and every payment wants your confirmation.
usdc-no-wallet-go = Set up a wallet
pay-wallet-own = Refill’s wallet
pay-wallet-browser = Wallet in your browser
pay-wallet-program = Wallet program

# What credits are good for
prices-title = What your credits are good for
prices-good-for = { $balance } ≈ { $calls }
prices-none-left = { $balance } left: not enough for a call.
prices-each = Cost of one call, in { $unit }: { $list }
price-of = { $kind } { $n }
prices-or = { $list } or { $last }
prices-and = { $list }, { $next }
price-read = { $many ->
    [one] { $n } read
   *[other] { $n } reads
}
price-query = { $many ->
    [one] { $n } query
   *[other] { $n } queries
}
price-wallet = { $many ->
    [one] { $n } wallet
   *[other] { $n } wallets
}
price-transfer = { $many ->
    [one] { $n } transfer
   *[other] { $n } transfers
}
price-other = { $n } × { $kind }
price-name-read = read
price-name-query = query
price-name-wallet = wallet
price-name-transfer = transfer

need-short = This call costs { $cost }. What is left: { $balance }.
need-short-as-of = This call costs { $cost }. What was left: { $balance }, { $asOf }.
need-cost = This call costs { $cost }.
need-package = { $credits } for { $price } would be enough.

# Where a payment stands: what is so – what it means
pay-begun = Preparing the payment
    .text = Nothing was sent yet, and no money has moved.
pay-asking = Asking { $provider } for a payment page
    .text = This moves no money. The page opens in your browser as soon as it is there.
pay-ready = The payment page is ready
    .text = It was not opened yet. Nothing is charged before you pay there.
pay-page-ready = The credits page is ready
    .text = It was not opened yet. Nothing is charged before you pay there.
pay-away = Waiting for you to pay in your browser
    .text = Pay on the page that has opened. Refill checks by itself and tells you when the credits arrive.
pay-page-away = Waiting for credits to arrive
    .text = { $provider }’s credits page is open in your browser. Refill watches the balance and tells you when credits arrive.
pay-returned = Your browser says that it is paid
    .text = Waiting for { $provider } to add the credits. This can take a few minutes. Do not pay again.
pay-cancelled = You left the payment page without paying
    .text = { $ends ->
        [yes] Your browser says that nothing was paid. The page can still be paid until { $until }.
       *[no] Your browser says that nothing was paid. The page can still be paid.
    }
pay-expired = The payment page has ended
    .text = It can’t be paid any more, and no credits came. If you did pay, do not pay again: copy the receipt and send it to { $provider }’s support. Should credits come after all, Refill shows them here.
pay-page-expired = No credits came
    .text = Refill watched the balance for a day and saw no new credits. If you did pay, look at { $provider }’s own page; should credits come after all, Refill shows them here.
pay-failed = There is no payment page
    .text = No money has moved.
pay-failed-no-answer = { $provider } did not answer.
    .todo = You can try again.
pay-failed-refused = { $provider } refused to make one.
    .todo = You can try again, or buy on { $provider }’s own website.
pay-failed-gone = { $provider } no longer offers this.
    .todo = You can buy on { $provider }’s own website.
pay-failed-page = The page that { $provider } named did not look safe, or was not for what you chose, so Refill did not open it.
    .todo = Try again later, or buy on { $provider }’s own website.
pay-failed-unreachable = { $provider } could not be reached.
    .todo = Check your internet connection, then try again.
pay-failed-interrupted = Refill was interrupted before the answer came.
    .todo = You can try again.
pay-failed-signed-out = You were not signed in to { $provider }.
    .todo = Sign in, then try again.
pay-failed-keychain = Your keychain did not give Refill what it needs to ask { $provider }.
    .todo = Unlock the keychain, then try again.
pay-failed-server = { $provider } had a problem of its own.
    .todo = Try again later.
pay-failed-not-understood = Refill did not understand { $provider }’s answer.
    .todo = Try again later, or look for a newer version of Refill.
pay-failed-amount = { $provider } did not take this amount.
    .todo = Choose another amount.
pay-failed-other = { $provider } did not make one.
    .todo = You can try again.
pay-dropped = You stopped waiting
    .text = Refill no longer waits for this payment. If you paid after all, the credits come all the same, and Refill shows them here.
pay-missing = Paid, but the credits have not arrived
    .text = Your browser said that it was paid, and no credits came for a day. Do not pay again. Copy the receipt and send it to { $provider }’s support: it names the payment, so that they can find it.
pay-credited = { $amount } arrived
    .text = { $provider } has added the credits. There is nothing left to do.
pay-credited-unknown = The credits arrived
pay-partly = { $amount } arrived, probably from this payment
    .text = { $expected ->
        [yes] You bought { $credits }, and the balance rose by less. Something was probably spent at the same time. If you spent nothing, look at { $provider }’s own page.
       *[no] The balance rose. Something may have been spent at the same time, so that it shows less than came.
    }
pay-twice = The same credits came twice
    .text = You bought them once. Look at your card’s statement: if it was charged twice, copy the receipt and send it to { $provider }’s support.

# Where a payment with USDC stands
pay-quoted = Checking the price…
    .text = Refill asks { $provider } for its offer and checks every part of it. Nothing is signed, and no money has moved.
pay-planned = Waiting for you to confirm
    .text = A window of your system shows what would be paid. Nothing is paid before you confirm it there.
pay-declined = Not charged: it was not confirmed
    .text = Nothing was signed, and no money has moved.
pay-refused = Not charged: Refill did not pay
    .text = Nothing was signed, and no money has moved.
pay-reserved = Waiting for your wallet
    .text = { $wallet ->
        [own] Refill’s wallet is signing the payment. No money has moved.
        [browser] Confirm the payment in the wallet in your browser. No money has moved.
        [program] Confirm the payment in your wallet program. No money has moved.
       *[unknown] The wallet is asked to sign the payment. No money has moved.
    }
pay-sign-unknown = Your wallet gave no clear answer
    .text = It may have signed all the same, so do not pay again. Nothing was sent. { $decided }
pay-signed = Ready to send
    .text = Your wallet has signed, and nothing was sent yet. Do not pay again. { $decided }
pay-sending = Sending the payment…
    .text = The signed payment is on its way to { $provider }. Do not pay again. { $decided }
pay-reported = { $provider } says that it is paid
    .text = Refill is checking the records of { $network }, which alone decide. Do not pay again. { $decided }
pay-unknown = We sent it, but got no clear answer
    .text = Do not pay again. { $decided } Refill looks at the records of { $network }, and asks again with the very same payment, which can be charged only once.
pay-confirming = Paid, confirming
    .text = The payment is in the records of { $network }. In a moment it stays there for good. Do not pay again.
pay-paid = Paid { $amount } · waiting for the credits
    .text = The network’s records prove it. Refill looks for the credits by itself until { $provider } shows them. Do not pay again.
pay-paid-credited = { $known ->
        [yes] Paid { $amount } · { $credits } arrived
       *[no] Paid { $amount } · the credits arrived
    }
pay-paid-missing = Paid { $amount }, but the credits have not arrived
    .text = The network’s records prove that { $provider } was paid. Do not pay again. Copy the receipt and send it to { $provider }’s support: it names the transaction that proves it.
pay-dead-expired = Not charged
    .text = The payment ran out unused, and the records of { $network } prove it: nobody can charge it any more.
pay-dead-cancelled = Not charged: the payment was cancelled
    .text = The records of { $network } prove that it was cancelled before it was used: nobody can charge it any more.
pay-dead-unsigned = Not charged: the wallet did not sign
    .text = There is no signature, so nobody can charge it.
pay-decided-by = Usually decided by { $until }.
pay-decided-late = It is being decided now; this can take a few minutes.
pay-credited-meanwhile = { $credits } arrived already.

refused-payee-changed = { $provider } names another recipient than at your first payment.
    .todo = Ask { $provider } whether it has changed. Only if it says so, compare both addresses on the Wallet page and accept the new one there.
refused-over-limit = This was more than your spending limits let through.
    .todo = Choose a smaller amount, wait, or change the limits on the Wallet page.
refused-too-little = The wallet holds too little USDC.
    .todo = Choose a smaller amount, or send USDC to the wallet first.
refused-chain-unreadable = The network’s records could not be read, and without them nothing can be proved.
    .todo = Check your internet connection and try again. On the Wallet page you can check where Refill reads them.
refused-chain-other = What answered for the network belongs to another one.
    .todo = Check on the Wallet page where Refill reads the network’s records.
refused-clock = The clocks of this computer, { $provider } and the network differ by more than two minutes.
    .todo = Set this computer’s clock, then try again.
refused-amount = { $provider } asked for another amount than you chose, or for none that can be read.
    .todo = Try again later. If it happens again, tell { $provider }.
refused-payee = The recipient that { $provider } names can’t be right.
    .todo = Try again later. If it happens again, tell { $provider }.
refused-network = { $provider } asked for a payment on another network than Refill pays on.
    .todo = Use another way to buy.
refused-token = { $provider } asked for something else than genuine USDC.
    .todo = Do not pay it elsewhere either. Tell { $provider }.
refused-time = { $provider } wanted the payment to stay valid for a time that Refill does not allow.
    .todo = Use another way to buy, or try again later.
refused-method = { $provider } asked for a permission that could cost more than this one payment. Refill never gives one.
    .todo = Use another way to buy.
refused-elsewhere = { $provider } sent Refill to a place where it does not pay.
    .todo = Check the account’s server address. If it is right, use another way to buy.
refused-unclear = Refill did not understand { $provider }’s offer.
    .todo = Try again later, or look for a newer version of Refill.
refused-not-asked = { $provider } asked for no payment.
    .todo = Check the account’s server address. If it is right, use another way to buy.
refused-as-error = { $what }.
refused-other = { $provider }’s offer did not pass one of Refill’s checks.
    .todo = Try again later, or use another way to buy.

unsigned-refused = The wallet said no.
unsigned-no-answer = The wallet did not answer in time.
unsigned-unreachable = The wallet could not be reached.
unsigned-other-chain = The wallet is set to another network: choose the right one in it.
unsigned-other-address = The wallet shows another address: choose the one that pays.
unsigned-wrong-signature = What the wallet signed is not this payment.
unsigned-too-late = The confirmation was too old by then.
unsigned-bad-key = The wallet’s key can’t be used.
unsigned-keychain = Your keychain did not give Refill the wallet’s key.
unsigned-interrupted = Refill was interrupted while the wallet was asked.

pay-chip-quoted = Checking the price
pay-chip-refused = Not paid
pay-chip-planned = Waiting for your yes
pay-chip-declined = Not confirmed
pay-chip-reserved = Waiting for the wallet
pay-chip-sign-unknown = Wallet unclear
pay-chip-sending = Sending
pay-chip-unknown = Not decided yet
pay-chip-confirming = Confirming
pay-chip-paid = Waiting for credits
pay-chip-dead = Not charged
stage-signed = Signed
stage-accepted = Accepted
stage-confirmed = Confirmed
stage-credited = Credited
pay-ask-again = Ask my wallet again
pay-ask-again-hint = Asking again is safe: it is the same payment.
pay-transaction = See the transaction
pay-wallet-page = Open the Wallet page
pay-place-usdc = The money goes to { $provider } alone. Neither Refill nor the network takes a fee from you.
pay-twice-usdc = Refill made one payment, and it can be charged only once. You need not do anything; { $provider } may take the surplus back.

pay-chip-begun = Preparing
pay-chip-ready = Ready to pay
pay-chip-away = Waiting for payment
pay-chip-returned = Waiting for credits
pay-chip-cancelled = Not paid yet
pay-chip-expired = Ended without credits
pay-chip-page-expired = No credits came
pay-chip-failed = No payment page
pay-chip-dropped = Stopped waiting
pay-chip-missing = Credits missing
pay-chip-credited = Arrived
pay-chip-partly = Probably arrived
pay-chip-twice = Arrived twice
pay-chip-test = TEST – no real money
pay-test-usdc = This was paid in the demo: no real money moved.
pay-test-text = This was made with the provider’s test mode: no card is charged.

milestone-opened = Page opened
milestone-paid = Paid, says your browser
milestone-arrived = Credits arrived
milestone-mark = { $state ->
    [done] Done:
    [now] Next:
   *[later] Later:
}

pay-what-page = On { $provider }’s page
pay-what-charge = Credits for { $price }
pay-balance-now = Balance now { $balance }, { $asOf }
pay-place-unknown = The money goes to { $provider }. Refill never sees your card.
pay-place-service = Payment happens on { $service }’s page in your browser ({ $host }). Refill never sees your card.
pay-place-host = Payment happens on { $host } in your browser. Refill never sees your card.
pay-open = Open the payment page
pay-open-again = Open the payment page again
pay-stop = Stop waiting
pay-stop-hint = “Stop waiting” cancels nothing at { $provider }: a page that is still open there can be paid until it ends.
pay-stop-hint-returned = Your browser said that it is paid: do not buy again. “Stop waiting” only ends the waiting here.
pay-copy = Copy receipt
pay-copied = Receipt copied
pay-details = See this payment

# The page of all payments
payments-title = Payments
payments-loading = Loading payments…
payments-summary = Every purchase that was begun with Refill, and what became of it.
payments-empty-title = No payments yet
payments-empty-text = When you buy credits with “Top up”, each purchase is kept here: what it cost, where it stands, and whether the credits arrived. Refill never sees your card.
payments-more = Load more
payments-back = All payments
payments-one = Payment
pay-today = Today
pay-yesterday = Yesterday
payments-gone = This payment is not here
payments-gone-text = Refill knows no payment by this address, so nothing is known to have been charged for it. All that it knows are in the list of all payments.
payments-steps = What happened
payments-facts = Receipt
payments-hidden-price = No price
fact-account = Account
fact-provider = Provider
fact-bought = Bought
fact-package = Package
fact-price = Price
fact-before = Balance before
fact-amount = Amount
fact-fee = Fee
fact-fee-none = { $none }: the provider’s server pays the network
fact-network = Network
fact-payee = Recipient
fact-payer = Wallet
fact-transaction = Transaction
fact-nonce = Nonce
fact-after = Balance after
fact-valid = Valid until
fact-arrived = Arrived
fact-arrived-at = { $amount }, { $when }
fact-begun = Begun
fact-ends = Page ends
fact-host = Payment page
fact-session = Payment’s id
fact-id = Refill’s id

step-begun = You chose it
step-asked = Refill asked { $provider } for a payment page
step-ready = The payment page was ready
step-failed = There was no payment page
step-opened = Opened in your browser
step-returned = Your browser came back: paid
step-cancelled = Your browser came back: not paid
step-expired = The payment page ended
step-credited = The credits arrived
step-credited-again = The same credits came once more
step-overdue = No credits for a day after paying
step-dropped = You stopped waiting
step-overdue-usdc = No credits 15 minutes after paying
step-refused = Refill refused the offer
step-planned = The offer was checked
step-declined = It was not confirmed
step-reserved = You confirmed; the amount was set aside
step-signed = Your wallet signed
step-unsigned = The wallet did not sign
step-signature-unclear = The wallet gave no clear answer
step-sending = Sent to { $provider }
step-resending = The same payment was sent once more
step-accepted = { $provider } said that it is paid
step-unclear = No clear answer from { $provider }
step-used = The payment appeared in the network’s records
step-block-gone = It disappeared from the network’s records again
step-final = The network’s records keep it for good
step-expired-unused = It ran out unused
step-cancelled-on-chain = It was cancelled in the network’s records
