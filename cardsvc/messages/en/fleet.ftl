# Terminals: how they are, what wants a person, enrolment, revocation, what was set aside.
# dynamic: terminal-role-
# dynamic: terminal-state-
# dynamic: terminal-waiting-
# dynamic: fleet-alarm-
# dynamic: fleet-asking-
# dynamic: fleet-ring-
# dynamic: trouble-
# dynamic: data-
# dynamic: set-aside-reason-

nav-fleet = Terminals
fleet-title = Terminals
fleet-table = All terminals
fleet-none = No such terminal.
fleet-alarms = Wants attention
fleet-no-alarm = Nothing wants attention
fleet-software = Version
fleet-configuration = Configuration
fleet-built-in = built-in
fleet-heard = Last contact
fleet-never = never
fleet-pending = Unconfirmed
fleet-dead-letters = Dead letters
fleet-letters = { $count } { $count ->
    [one] dead letter
   *[other] dead letters
}
fleet-oldest = Oldest data
fleet-data-missing = incomplete
fleet-clock = Clock
fleet-clock-seconds = Clock off (seconds)
fleet-troubles = Faults
fleet-store = store { $revision }
clock-right = right
clock-off-by = { $span } { $side ->
    [ahead] ahead
   *[behind] behind
}

terminal = Terminal
terminal-role = Kind
terminal-role-counter = Counter
terminal-role-mobile = Mobile
terminal-state = State
terminal-state-active = In use
terminal-state-quarantined = Quarantined
terminal-state-revoked = Revoked

fleet-alarm-quarantined = with two different journals
fleet-alarm-silent = silent too long
fleet-alarm-trouble = with a fault
fleet-alarm-clock-off = clock off
fleet-alarm-data-old = old data
fleet-alarm-dead-letters = with dead letters
fleet-alarm-pending-many = much unconfirmed

trouble-reader = card reader
trouble-scanner = scanner
trouble-printer = printer
trouble-disk = disk
trouble-space = little space
trouble-clock = clock
trouble-configuration = takes no configuration
trouble-certificate = certificate
trouble-unsettled = a payout of unknown outcome

data-trust-list = Trust list
data-status-list = Status lists
data-payout-list = Payout list
data-configuration = Configuration

fleet-rollout-title = How far the configuration has come
fleet-ring = Ring
fleet-ring-office = One office first
fleet-ring-pilot = Pilot offices
fleet-ring-province = Whole province
fleet-reached = Terminals that have it
fleet-halted = roll-out halted

fleet-asking-title = { $count } { $count ->
    [one] new machine asks
   *[other] new machines ask
} to be taken in
fleet-asking-one = Take in a new machine
fleet-asking-approved = This machine was taken in.
fleet-asking-refused = This request was refused.
fleet-compare = Call whoever stands at the machine and listen to the code on its screen. Take it in only if that code is exactly the one below.
fleet-compared = I heard the code { $code } from whoever stands at the machine
fleet-place = What the office calls it
fleet-source = Network address
fleet-asked = Asked
fleet-expires = Runs out
fleet-take-in = Take in
fleet-turn-away = Refuse
fleet-taken-in = Taken in. The machine fetches its certificate and opens the teller's page by itself.
fleet-refused = Refused.

terminal-revoke = Revoke the terminal
terminal-revoke-what = For one that was lost or is no longer used. What it wrote before it was lost counts, also when it comes later; what it wrote from then on and sends after the revocation is set aside; what was booked already stays, and each payment of it that came after the loss becomes a case. A revoked terminal is given nothing any more. If it was stolen, run “cardsvc terminal new-generation” too, so that cards stop believing its certificate.
terminal-lost-at = Lost since (empty: the approval)
terminal-propose-revoke = Propose to revoke
terminal-release = Let it go on
terminal-release-what = Only once you know why there are two journals, and are sure that a single machine holds this key. If the key is at two places, revoke it and take the machine in again with a new key.
terminal-propose-release = Propose to let it go on
terminal-waiting-revoke = Waiting for approval: revoke
terminal-waiting-release = Waiting for approval: let it go on
terminal-since = As of { $at }
terminal-revoked-since = Revoked: what it wrote from { $at } on and had not sent by the revocation does not count. What came after the loss and was booked before the revocation stays booked: each payment of those is a case.

set-aside-title = Set aside
set-aside-what = All of it was taken in and is kept as it came, and counts nowhere. Two journals under the same numbers mean that one key is at two places, or that an old copy was put back.
set-aside-history = Journal
set-aside-held = Goes on from the ledger's
set-aside-other = Another journal, { $number }
set-aside-reason = Reason
set-aside-reason-forked = two different journals
set-aside-reason-revoked = written after the revocation
set-aside-entries = Entries (from – to)
set-aside-dates = Written from – to
set-aside-payouts = Payouts
set-aside-money = Amount
set-aside-received = Received

decision-refused-enrolment-unknown = This request is gone.
decision-refused-enrolment-not-waiting = This request was decided.
decision-refused-enrolment-expired = The request has run out. The machine asks again and shows a new code.
decision-refused-enrolment-other-code = The code was not marked as compared, or the machine has asked again and shows a new one. Compare it again.
decision-refused-enrolment-out-of-scope = This office is outside your scope.
decision-refused-office-unknown = There is no office { $office }.
decision-refused-terminal-exists = The id { $terminal } is another machine's. Choose another.
decision-refused-terminal-id = An id is eight capital letters or digits: { $text }
decision-refused-terminal-already-revoked = This terminal was revoked already.
decision-refused-terminal-not-quarantined = This terminal is not quarantined.
decision-refused-terminal-revoked-ahead = It cannot have been lost in the future.
decision-refused-terminal-out-of-scope = The terminal { $terminal } is outside your scope.
decision-refused-terminal-deed-malformed = That is no date and time.

# Entries that are missing from a terminal's journal: later ones came before earlier ones.
gap-title = Missing journal entries
gap-what = The ledger has later entries of these terminals and not the earlier ones. What came early waits here and is booked as soon as the rest is there; until then something may have been paid that the centre does not know of.
gap-do = A terminal sends again by itself once it is online. After a day: see whether it makes contact, have it send by USB stick, or ask the office whether its disk was replaced or restored.
gap-table = Gaps
gap-none = No terminal lacks entries.
gap-missing = Missing entries
gap-first = Missing from entry
gap-last = Missing through entry
gap-entries = Entries
gap-since = Waiting since
gap-batches = Batches waiting
gap-of-fleet = { $count } { $count ->
    [one] terminal lacks
   *[other] terminals lack
} journal entries
