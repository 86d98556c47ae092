# The frame of the centre's pages, the progress page, and words that pages share.
# dynamic: case-

nav-progress = Progress
nav-lists = Lists
nav-people = People
banner-simulated = SIMULATED – the people, cards and sheets here are not real, and no real money is paid

office = Post office
office-all = All post offices
province = Province
programme = Programme
period = Period
people = People
amount = Amount
total = Total
state = State
show = Show
owed = Owed
paid = Paid
unpaid = Unpaid
share-paid = Share paid
dues-count = { $count } dues
lookup-code = Code

progress-title = Payout progress
progress-none = Nothing is owed yet. Bring in a payout list.

cases-title = To be looked into
cases-what = Cash that left a drawer but does not match the lists. It stands in suspense until a person settles it.
cases-none = Nothing.
case-kind = What it is
case-count = Cases
case-second-payment = A period paid twice
case-entitlement-unknown = An entitlement that is not in the register
case-record-unknown = A card or sheet that the centre did not issue to this person
case-card-unknown = An unknown card
case-programme-differs = Another programme than the register's
case-paper-of-another-office = A sheet paid at another office than the one that owes
case-not-due = Nothing was due for the period
case-amount-differs = Another amount than was due
case-receipt-missing = The card's signed receipt is missing
case-receipt-invalid = The card's signature on the receipt is wrong
case-receipt-differs = The card's receipt differs from the counter's journal
case-outcome-unknown-cash = Outcome unknown at the counter; cash changed hands
case-outcome-unknown = Outcome unknown at the counter; no cash changed hands
case-cash-not-back = The card took a payment back; the cash did not come back
case-record-revoked = Paid on a card or sheet that had been revoked
case-terminal-uncertified = Paid by a counter without a certificate in force
case-shift-difference = A drawer that did not hold what it should at the end of a shift
case-silent-terminal = A counter has not reported payouts of which cards brought the receipts
case-reversal-asked = A counter asks to take a payout back
case-chain-forked = A terminal sent two different journals (nothing more is taken from it)
case-other = Something else

terminals-title = Terminals
terminals-none = There is no terminal yet.
entries = Entries
last-heard = Last heard
never-heard = Nothing yet
