settings-title = Settings
settings-loading = Loading settings…
settings-watching = Watching
settings-refresh = Check balances every
settings-refresh-hint = Refill also checks when it starts and when you ask.
settings-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
settings-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
settings-notifications = Notifications
settings-hide = Hide amounts in notifications
settings-hide-hint = Notifications then say only which account is low, not how much is left. This window goes on showing every amount.
settings-test = Test notification
settings-test-send = Send a test
settings-test-hint = See how it looks, and whether your desktop shows it.
settings-test-sent = Sent. If you saw nothing, check your desktop’s notification settings.
settings-saved = Saved.
settings-keys = Keys
settings-keychain-ready = Working. Your keys are stored in your system’s keychain.
settings-look = Look
settings-zoom = Text size
settings-zoom-hint = Ctrl with + or −; Ctrl with 0 goes back.
settings-zoom-smaller = Smaller text
settings-zoom-larger = Larger text
settings-zoom-reset = Normal
settings-percent = { $percent } %
settings-theme-hint = Light or dark follows your system.
settings-data = Your data
settings-folder = Data folder
settings-folder-open = Open folder
settings-about = About
settings-version = Version
settings-about-text = Refill runs on your computer. It talks to your providers and to nobody else.

settings-support = Support
settings-diagnostics = Diagnostics
settings-diagnostics-text = A text for whoever helps you. Read it before you send it: it goes to your clipboard and nowhere else.
settings-diagnostics-in = In it:
settings-diagnostics-in-text = the version of Refill, the kind of your system, the state of the keychain, how many accounts you have with which provider, when each was last read and why one can’t be, and your last payments with their time, state and session number.
settings-diagnostics-out = Never in it:
settings-diagnostics-out-text = keys, passwords and sign-ins, names and e-mail addresses, balances and amounts, addresses of your own servers, card data.
settings-diagnostics-copy = Copy diagnostics
settings-diagnostics-copied = The diagnostics were copied.
