# What paying with USDC says outside the window's page. $who, $amount, $price, $credits, $left: ready to show; $address:
# an address; $at: a time.

no = Cancel
test = DEMO: { $text }

# The question before anything is signed. Nothing in it comes from the provider's server but the payee's address.
question-title = Pay { $amount }?
question-who = { $credits } for { $who }.
question-who-unknown = A top-up of { $who }.
question-payee = To { $address } on { $network }.
question-first = It is the first payment to { $provider } from here: Refill remembers this address and pays no other.
question-server = The account’s own server is asked: { $host }.
question-new-key = Nothing was paid for this account since its key was set on { $at }. If you did not set it then, cancel.
question-wallet = From { $wallet } { $address }.
question-fee = Fee: 0. After it { $left } can be paid before a limit stops you.
question-demo = This is the demo: no real money moves.
question-yes = Pay { $amount }
wallet-own = your wallet in Refill
wallet-browser = your browser wallet
wallet-program = your wallet program

again-title = Ask your wallet again for { $amount }?
again-text = It is the same payment to { $address }: at most one of the two signatures can ever move money.
again-yes = Ask again

# Notifications.
unresolved-title = { $who }: do not pay again
unresolved-body = { $amount } were sent, but no clear answer came back. Refill keeps looking; it is usually decided by { $at }.
unresolved-body-hidden = A payment was sent, but no clear answer came back. Refill keeps looking; it is usually decided by { $at }.
dead-title = { $who }: not charged
dead-body = The payment of { $amount } did not happen, as the chain proves. You can pay again.
dead-body-hidden = The payment did not happen, as the chain proves. You can pay again.
missing-title = { $who }: paid, but no credits yet
missing-body = { $amount } arrived at the provider 15 minutes ago, as the chain proves. Do not pay again. The receipt in Refill has the proof that the provider needs.
missing-body-hidden = The payment arrived at the provider 15 minutes ago, as the chain proves. Do not pay again. The receipt in Refill has the proof that the provider needs.

# Limits, payees and endpoints.
raise-title = Raise your spending limits?
raise-text = After this Refill lets through at most { $payment } in one payment, { $account } for one account in 24 hours, { $day } in all in 24 hours and { $month } in 30 days. Before it was { $was-payment }, { $was-account }, { $was-day } and { $was-month }.
raise-yes = Raise
payee-title = Pay another address at { $provider }?
payee-text = So far { $server } was paid at { $known }. Now it names { $offered }. Accept that only if { $provider } has announced it: whoever holds the new address gets what you pay from now on.
payee-yes = Accept the New Address
endpoint-title = Read { $network } at { $host }?
endpoint-text = What is read there is part of the proof that a payment happened or did not. Add it only if you trust who runs it.
endpoint-yes = Add
endpoint-add-title = Add this wallet?
add-text = { $wallet } says that its address is { $address }. Compare it with your wallet: what you send to it belongs to whoever holds it.
add-text-program = { $wallet } at { $program } says that its address is { $address }. Compare it with your wallet: what you send to it belongs to whoever holds it.
add-yes = Add
remove-title = Stop reading { $network } at { $host }?
endpoint-remove-text = Refill then reads at the other endpoints only.
endpoint-remove-yes = Remove
shipped-on-title = Read { $network } at the shipped endpoints too?
shipped-on-text = A proof then needs two endpoints that agree, yours or the shipped ones.
shipped-on-yes = Use Them
shipped-off-title = Read { $network } at your own endpoints only?
shipped-off-text = With a single endpoint its word alone decides whether a payment counts as made or as not charged.
shipped-off-yes = Use Only Mine

# Wallets.
key-label = Refill: wallet { $address }
ledger-label = Refill: spending of wallet { $address }
phrase-title = Write down these words
phrase-text = Whoever has these words has your money, and without them nobody can bring it back if this computer is lost. Write them on paper, in this order. Do not photograph them, and do not keep them in a file.
phrase-written = I Have Written Them Down
phrase-check-title = Check what you wrote
phrase-check-text = Type these words from your paper.
phrase-check-label = Word { $number }
phrase-check-wrong = That is another word. Look at your paper once more.
phrase-done = Create Wallet
phrase-back = Show the Words Again
known-title = Your recovery phrase
known-text = Whoever has these words has your money. Make sure that nobody looks over your shoulder.
known-written = Close
show-title = Show the recovery phrase?
show-text = The words for { $address } are shown on your screen. Whoever sees them can take what the wallet holds.
show-yes = Show
import-title = Bring your own wallet
import-text = Paste a private key or a recovery phrase, or choose a keystore file. Only this window sees it; it goes into your system’s keychain.
import-label = Private key or recovery phrase
import-yes = Go On
import-file = Choose Keystore File…
keystore-title = Password of the keystore file
keystore-text = The file is encrypted. Its password opens it here, once, and is not kept.
keystore-label = Password
keystore-yes = Open
remove-title = Remove this wallet?
remove-holds = It holds { $amount }. { $more }
remove-empty = It holds no USDC. { $more }
remove-unknown = What it holds cannot be read now. { $more }
remove-own-phrase = Its key is deleted from this computer: only the recovery phrase that you wrote down brings it back.
remove-own-key = Its key is deleted from this computer: only your own copy of the private key brings it back.
remove-outside = Its key stays where it is; Refill just does not ask it any more.
remove-yes = Remove

# The page on which a browser wallet is asked.
page-choose-title = Choose your wallet
page-choose-text = Refill asks the wallet that you choose; it shows you what it is to sign.
page-nothing = This browser has no wallet that answers. Open this page’s address in the browser that has it.
page-waiting = Look for your wallet’s own window.
page-done-title = You can go back to Refill
page-done-text = This page can be closed.
page-failed-title = Nothing was signed here
page-failed-text = Go back to Refill: it says what to do.

# The receipt.
receipt-value = Paid: { $amount }
receipt-payer = From: { $address }
receipt-payee = To: { $address }
receipt-network = Network: { $network } (chain { $chain }), USDC { $token }
receipt-nonce = Nonce: { $nonce }
receipt-window = Valid until: { $at }
receipt-transaction = Transaction: { $hash }
receipt-block = Block: { $block }
receipt-explorer = Look at it: { $page }
receipt-fee = Fee: 0
receipt-before = Balance before: { $amount }
receipt-refused = Refused because: { $reason }
receipt-step = { $at } { $step }
