# Wallets of one's own: what pays, how much of it, whom, and where the chain is read.

nav-wallet = Wallet
wallet-title = Wallet
wallet-summary = Pays for credits with digital dollars, straight from this window.
wallet-loading = Loading your wallets…
wallet-waiting = Waiting for your answer in the other window…
wallet-waiting-browser = A page has opened in your browser. Choose your wallet there and agree to connect it.
wallet-waiting-program = Waiting for the wallet program. It may ask you to agree.
wallet-unusable = Paying with a wallet is off for now
wallet-unusable-text = Refill can’t keep its record of payments, and without it a payment could get lost. What your wallets hold is untouched. Free some space on the disk, check that Refill may write to its data folder, and restart Refill.

# Before there is a wallet
wallet-start-title = Top up without a card
wallet-start-text = A wallet holds digital dollars. With it you pay a provider from this window in a few seconds: no card, and no page to fill in.
wallet-point-dollar = One USDC is one US dollar
    .text = USDC is a digital dollar that many shops and exchanges know. It is sent over a network called Base.
wallet-point-yes = Nothing leaves without your yes
    .text = Your system asks you before every payment, in a window of its own, and spending limits hold on top of that.
wallet-point-fee = No fees for you
    .text = The provider pays for the transfer. You need USDC and no other coin.
wallet-start-how = How do you want to begin?

wallet-way-create = Create a wallet in Refill
    .text = Ready in a minute. You write down twelve words, with which you get the wallet back on any computer.
wallet-way-best = Recommended
wallet-way-import = I have one already
    .text = Bring it by its private key, its recovery phrase or its keystore file.
wallet-way-browser = Use my browser wallet
    .text = MetaMask, Rabby, Coinbase Wallet and others. The key stays there, and it asks you for each payment.
wallet-way-program = Use a wallet program on this computer
    .text = For example Frame. The key stays there, and it asks you for each payment.
wallet-program-address = Address of the program
wallet-program-hint = Leave it empty for the usual one: { $address }
wallet-program-connect = Connect
wallet-no-keys = On this system Refill has no safe window to show or ask for a key in, so it keeps none itself. A browser wallet or a wallet program works just as well.

wallet-created = Your wallet is ready. Now send some USDC to it.
wallet-imported = The wallet was added.
wallet-connected = The wallet is connected.

# A wallet
wallet-kind-own = Wallet in Refill
wallet-kind-own-hint = Key in your system’s keychain
wallet-kind-browser = Browser wallet
wallet-kind-browser-hint = Asks you in the browser
wallet-kind-program = Wallet program
wallet-kind-program-hint = Answers at { $program }
wallet-default = Used for payments
wallet-reading = Looking up the balance…
wallet-refresh = Look again
wallet-refresh-of = Look up the balance of { $wallet } again
wallet-sorry = No newer balance: { $what }.
wallet-empty = How to get USDC into it
wallet-address = Its address on { $network }
wallet-copy = Copy address
wallet-copy-of = Copy address of { $wallet }
wallet-copied = The address of { $wallet } was copied. Send only USDC on { $network } to it.
wallet-code-label = Code to scan with the address { $address }
wallet-use = Use for payments
wallet-use-of = Use for payments: { $wallet }
wallet-used = { $wallet } pays from now on.
wallet-phrase = Show recovery phrase…
wallet-phrase-of = Show recovery phrase of { $wallet }
wallet-remove = Remove…
wallet-remove-of = Remove { $wallet } from Refill
wallet-removed = { $wallet } was removed from Refill.
wallet-demo = Demo: what this wallet holds is made up. Never send real money to it.
wallet-more = Add another wallet

# How USDC gets there
wallet-guide-title = How to get USDC on { $network }
wallet-guide-buy = Buy USDC
    .text = at an exchange where you have an account, with your card or from your bank.
wallet-guide-send = Withdraw it to your wallet:
    .text = choose USDC, choose the network { $network }, and paste the address from above or scan its code.
wallet-guide-wait = Wait a few minutes
    .text = and look up the balance again. Then you can pay.
wallet-guide-other = You have USDC in another wallet? Send it to the same address, on { $network }.
wallet-guide-network = Only on { $network }. What is sent on another network does not arrive here and can be lost for good.
wallet-guide-bridged = Only USDC. USDbC looks nearly the same, but it is another coin, and providers don’t take it.
wallet-guide-fee = You need no ETH: the provider pays for the transfer.
wallet-guide-little = Send a small amount first, and keep no more here than you want to spend soon.

# Spending limits
wallet-limits-title = Spending limits
wallet-limits-hint = Refill never pays more than this, whatever asks for it. A lower limit holds at once.
wallet-limit-payment = In one payment
wallet-limit-account-day = For one account in 24 hours
wallet-limit-day = For all accounts in 24 hours
wallet-limit-month = For all accounts in 30 days
wallet-limit-spent = { $amount } of it used
wallet-limit-wrong = This is not an amount of USDC. Write it like 25 or 12.50.
wallet-limits-raise = You are raising a limit: your system will ask you when you save.
wallet-limits-save = Save limits
wallet-limits-undo = Undo
wallet-limits-saved = The new limits hold from now on.

# Who is paid
wallet-payees-title = Who is paid
wallet-payees-hint = Refill remembers to which address a provider had itself paid first, and pays no other one.
wallet-payees-none = Nobody yet. Your first payment to a provider is remembered here.
wallet-payee-since = since { $when }
wallet-payee-changed = { $provider } wants to be paid at another address
wallet-payee-changed-text = Until you accept it, nothing is paid there. Ask { $provider } whether the new address is theirs: it could be somebody else’s.
wallet-payee-was = Paid so far
wallet-payee-now = Wanted now
wallet-payee-accept = Accept the new payee…
wallet-payee-accept-of = Accept the new payee of { $provider }
wallet-payee-accepted = { $provider } is paid at the new address from now on.

# Where the chain is read
wallet-endpoints-title = Where the chain is read
wallet-endpoints-count = { $n ->
    [one] 1 place
   *[other] { $n } places
}
wallet-endpoints-hint = Public servers tell Refill what a wallet holds and whether a payment went through. They can neither pay nor see your keys.
wallet-endpoints-check = Check now
wallet-endpoints-checking = Checking…
wallet-endpoints-none = No place is left: balances can’t be read, and no payment can be proved.
wallet-endpoints-one = Two are better than one: what one says is checked against the other.
wallet-endpoints-shipped = Use the places that come with Refill
wallet-endpoints-shipped-hint = Public servers of several operators.
wallet-endpoint-address = A place of your own
wallet-endpoint-address-hint = For example from a service where you have an account. It starts with https://
wallet-endpoint-add = Add…
wallet-endpoint-added = The place was added.
wallet-endpoint-remove = Remove
wallet-endpoint-remove-of = Remove { $address }
wallet-endpoint-removed = The place was removed.
wallet-endpoint-own = your own
wallet-endpoint-block = block { $block }
wallet-endpoint-age = { $n ->
    [one] 1 second old
   *[other] { $n } seconds old
}
wallet-endpoint-took = answered in { $n } ms
wallet-endpoint-unchecked = Not checked
wallet-endpoint-ok = Working
wallet-endpoint-behind = Behind
wallet-endpoint-unreachable = Not reachable
wallet-endpoint-other = Another network
wallet-endpoint-not-understood = Not understood
