# What the command line says. Plain ASCII: a terminal without a language may know no other letters.
# $account, $amount, $days, $folder, $name, $option, $state, $text, $value: ready to show.

help =
    Refill keeps your prepaid API credits in order.

    Usage: refill [--demo]                  open the window
           refill [--demo] status [--json]
           refill [--demo] refresh [--json]
           refill [--demo] export --from DAY --to DAY [--account NAME] [-o FILE]

    Commands, which open no window and need none:
      status         Show what is left, as last read; asks nobody
      refresh        Ask the providers for every balance, then show what is left
      export         Write the history as CSV

    Options:
          --demo     Work on made-up accounts, without keys, money or network
      -h, --help     Show this text, or that of a command
      -V, --version  Show the version

    { exit-codes }

    Environment:
      REFILL_DATA_DIR  Keep all data in this folder instead of the usual place
      REFILL_LOG       What to log on standard error, for example "info"
      NO_COLOR         Use no colours

help-status =
    Shows what is left of every account, as it was last read. Asks no provider and opens no keychain; works
    while Refill runs and while it does not.

    Usage: refill [--demo] status [--json]

    Options:
          --json     One JSON document instead of a table
      -h, --help     Show this text

    { help-json }

    { exit-codes }

help-refresh =
    Asks the providers for every balance, then shows what is left. A running Refill is told to ask; where none
    runs, this command does it with the keys from the keychain, and never makes the system ask for a password.
    No notification is sent from here: alerts that became due are told by Refill when it runs.

    Usage: refill [--demo] refresh [--json]

    Options:
          --json     One JSON document instead of a table
      -h, --help     Show this text

    { help-json }

    { exit-codes }

help-export =
    Writes the history as CSV: UTF-8, dates with their offset, exact amounts with their unit.

    Usage: refill [--demo] export --from DAY --to DAY [--account NAME]... [-o FILE] [--force]

    Options:
          --from DAY      First day, for example 2026-10-01; days are those of your time zone
          --to DAY        Last day, included
          --account NAME  Only this account, by its exact name or its id; may be repeated
      -o, --output FILE   Write into this file, whole or not at all; without it to standard output
          --force         Replace FILE if it exists
      -h, --help          Show this text

    { exit-codes }

help-json =
    The JSON document. What is not known is null, never 0; amounts are text, so that nothing rounds them.
      version        1; another number when a field changes its meaning
      at             when this was written (RFC 3339, like every moment here)
      accounts[]     the most urgent first
        id, name, provider, providerName
        server       host of the account's own server
        balance      value, unit
        worth        value, unit; where the provider defines it
        basis        what balance is the rest of: "account", or "budget" of the key
        budget       limit (value, unit), resets ("daily", "weekly", "monthly", "other")
        takenAt      when the balance was read
        ageSeconds   seconds since then
        stale        true when that is too long ago to rely on
        level        "ok", "low" (below threshold) or "empty"
        threshold    value, unit: the alert amount
        daysLeft     whole days that it lasts at this week's pace
        hidden       spent (value, unit), takenAt: the key may not see what is left
        problem      code, since: why the last refresh failed
      refreshed      only after refresh: by ("app" or "command"), and accounts: total, failed, skipped
    The codes of problems:
    { "  " }{ $codes }

exit-codes =
    Exit codes:
      0    done
      1    it could not be done; standard error says why
      2    the command line is wrong
      3    done, but at least one account could not be read (refresh)
      4    Refill is running but cannot be asked (refresh)
      5    there are no data yet
      130  stopped before it was done (Ctrl-C)

# What is wrong with the command line.

wrong = refill: { $text } Try { $try }.
wrong-command = there is no command { $value }.
wrong-option = the option { $option } is not known here.
wrong-argument = { $value } is one word too many.
wrong-no-value = { $option } needs a value.
wrong-value = { $option } takes no value.
wrong-text = { $value } is not text.
wrong-day = { $option } needs a day such as 2026-10-31, not { $value }.
wrong-order = --from is later than --to.
wrong-needed = { $option } is needed.
wrong-file-needed = --force needs a file to replace: -o FILE.
wrong-account = no account has the name or the id { $value }. These are there:
wrong-accounts = several accounts have the name { $value }. Say which one by its id:
wrong-no-accounts = no account has the name or the id { $value }: there are no accounts.

# The table.

column-name = NAME
column-provider = PROVIDER
column-balance = BALANCE
column-as-of = AS OF
column-state = STATE
provider-at = { $name } ({ $host })
balance-worth = { $amount } (= { $worth })
balance-budget = { $amount } of the key's budget
balance-unknown = unknown
balance-spent = unknown ({ $amount } spent)
as-of-never = never
as-of-stale = { $age }, stale
state-ok = ok
state-low = low
state-low-days = { $days ->
    [0] low, less than a day left
    [one] low, about a day left
   *[other] low, about { $days } days left
}
state-empty = empty
state-hidden = not visible with this key
state-unread = not read yet
state-failing = { $state } when last read; failing for { $span }: { $problem }
state-unread-failing = failing for { $span }: { $problem }
no-accounts = No accounts yet. Open Refill to add one.
summary = { $accounts ->
    [one] { $accounts } account
   *[other] { $accounts } accounts
}
summary-empty = { $count } empty
summary-low = { $count } low
summary-failing = { $count } not read
summary-stale = { $count } stale
summary-unknown = { $count } unknown
summary-well = all is well
summary-line = { $accounts }: { $states }

age-now = just now
age-ago = { $span } ago
age-future = in the future
span-now = less than a minute
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

# Why an account could not be read; the ids are the codes of the JSON document.

problem-key_refused = the provider does not accept the key
problem-key_missing = its key is not in the keychain
problem-payment_required = too few credits for the call
problem-balance_hidden = the key may not see the balance
problem-balance_unavailable = the provider cannot read its own credits now
problem-not_found = the server has no such page
problem-rate_limited = too many requests
problem-server_error = the server has a problem
problem-not_understood = the answer was not understood
problem-unreachable = no connection
problem-tls = the server's certificate was not accepted
problem-timeout = no answer in time
problem-redirected = the server sent the request elsewhere
problem-too_large = the answer was too large
problem-cut_off = the answer broke off
problem-server_insecure = the address has no https
problem-vault_absent = there is no keychain
problem-vault_locked = the keychain is locked
problem-vault_refused = the keychain refused
problem-vault_timeout = the keychain did not answer
problem-storage_full = the disk is full
problem-storage_read_only = the data folder cannot be written
problem-storage = the database has a problem
problem-rejected = the server did not accept the request
problem-gone = the provider no longer offers this
problem-email_unverified = the account's e-mail address has to be verified first
problem-internal = this version does not know the provider

# What goes on.

progress-refresh = Asked { $done } of { $total } accounts
progress-export = Wrote { $done } of { $total } rows
exported = { $rows ->
    [one] { $rows } row saved in { $file }
   *[other] { $rows } rows saved in { $file }
}

# What went wrong: what happened, what it means for your money, what to do.

vault-absent = There is no keychain here, so no key could be read. The balances above are the last known ones, with their age; your credits are not touched. Run this where you are logged in to your desktop, or open Refill.
vault-locked = The keychain is locked, so no key could be read. The balances above are the last known ones, with their age; your credits are not touched. Unlock it (logging in to your desktop does, and so does Refill's window), then refresh again.
vault-refused = The keychain gave no key. The balances above are the last known ones, with their age; your credits are not touched. Open Refill to see why.

failed-no-data = There are no data of Refill in { $folder }. No account is watched, so nobody would tell you that one runs low. Start Refill and add an account, or let REFILL_DATA_DIR name the folder in which your data are.
failed-no-folder = The system names no folder for the data of programs. Your accounts cannot be found without it. Let HOME be your home folder, or REFILL_DATA_DIR the folder in which your data are.
failed-no-demo = No demo runs. Its accounts are made up, so no money is concerned. Start it with refill --demo, then try again.
failed-in-use = Refill is running with these data but does not answer. Your balances may be older than you think. Look at Refill's window; if there is none, end the program and try again.
failed-busy = Refill is running but is asked by several others already. Your balances are as fresh as its last refresh. Try again in a minute.
failed-other-version = The Refill that is running does not understand this one: they are of different versions. Your balances are as fresh as its last refresh. Close Refill's window and start it again.
failed-broken-off = Refill ended before it had asked for every balance. Some balances may be older than you think. Try again.
failed-refresh = The running Refill could not refresh its accounts. The balances stay as they were last read. Look at Refill's window.
failed-started = Refill was started while its data were read. Nothing is wrong with them. Try again.
failed-older = The data were written by an older Refill. Nothing is lost and nothing was changed. Start Refill once: it brings them up to date.
failed-newer = The data were written by a newer Refill and are left as they are. This one can show no balance. Start the newer Refill.
failed-damaged = The database is damaged. Your credits at the providers are not touched, but no balance can be shown. Start Refill: it keeps the damaged file under another name and begins anew.
failed-set-aside = The database was damaged; it is kept as { $file }, and a new one was begun. Your credits at the providers are not touched, but no account is watched any more. Start Refill and add your accounts again.
failed-read-only = The data folder cannot be written ({ $file }). New balances could not be kept. Make { $folder } writable for you.
failed-full = The disk is full. What was asked could not be written; your credits are not touched. Make room and try again.
failed-exists = { $file } is there already. Nothing was written. Choose another name, or add --force to replace it.
failed-no-file = { $file } is there already and is no ordinary file but, for example, a folder, a device or a pipe, which Refill never replaces. Nothing was written. Choose another name, or leave out -o to write to standard output.
failed-target = { $file } could not be written: { $text }. Nothing of it is left, and your history is unharmed. Choose another place.
failed-output = The output could not be written: { $text }. Your data are unharmed.
failed-other = It could not be done: { $text }. Your credits and your data are unharmed. Start Refill to see more.
