# Shifts and their drawer: open, cash in and out, count, close, report.
# dynamic: cash-
# dynamic: explanation-
# dynamic: wrong-
# dynamic: report-medium-
# dynamic: said-

nav-shift = Shift
nav-shifts = Closed shifts

shift-open-title = Open a shift
shift-open-how = Count the float in the drawer and enter how many of each note there are. A field left empty is none. Once the shift is open, cash goes in and out on the Shift page.
shift-open-do = Open the shift
shift-carried = After the last shift was closed, a card told what became of an interrupted payout. That amount counts in this shift.
shift-opened-at = Shift of { $teller }, opened { $at }.
shift-closed-at = Closed { $at } by { $teller }.
shift-float = Float: { $amount }.
shift-other-title = The drawer is in the shift of { $teller }
shift-other-why = A counter has one shift at a time, because one person answers for one drawer.
shift-other-do = Ask { $teller } to count and close the shift, or a supervisor to close it.
shift-other-supervisor = A supervisor may count and close the shift of a teller who is away.
shift-count-go = Count and close

shift-count-title = Count the drawer
shift-count-how = Count all the cash in the drawer and enter how many of each note there are. What should be there is shown only after you send it. A count that was sent cannot be changed; to count again is another count.
shift-count-do = Send the count
shift-count-not = Not yet
shift-count-again = Count again
count-note = Note
count-pieces = Pieces
count-total = Total

shift-close-title = Close the shift
shift-close-do = Close the shift
shift-close-how = A shift can be closed without a network. All that was counted goes back to the office.
shift-expected = Should be there
shift-counted = Counted
shift-counted-notes = Notes counted
shift-difference = Difference
shift-even = No difference
shift-short = { $amount } missing
shift-over = { $amount } too much
shift-explanation = What explains the difference
shift-note = A few words more (no name, citizen number or telephone number)
shift-approval = The difference is above { $limit }: a supervisor must approve it
shift-unsettled = Payouts or reversals with an unknown outcome: { $count }. The shift can be closed; they may be why the drawer differs.
shift-unconfirmed = Entries that the centre has not confirmed: { $count }. The shift can be closed; they are sent when there is a network, and the report says so.
shift-unconfirmed-now = Entries of this shift that the centre has not confirmed yet: { $count }. They are sent when there is a network.

explanation-wrong-change = Too much or too little given in change
explanation-paid-wrong = Miscounted at a payout
explanation-unsettled-payout = A payout whose outcome is unknown
explanation-bad-note = A counterfeit or unfit note
explanation-counted-wrong = The float was miscounted
explanation-unknown = Not found yet

cash-in-title = Put cash into the drawer
cash-in-do = Record cash in
cash-in-column = In
cash-in-safe = From the office's safe
cash-in-drawer = From another counter
cash-in-exchange = Exchange of notes: in
cash-in-visit = Back from home visits
cash-out-title = Take cash out of the drawer
cash-out-do = Record cash out
cash-out-column = Out
cash-out-safe = To the office's safe
cash-out-drawer = To another counter
cash-out-exchange = Exchange of notes: out
cash-out-visit = For home visits
cash-moved-title = Cash in and out in this shift
cash-moved-none = No cash has gone in or out in this shift.

said-no-shift = Nothing was done: you have no open shift at this counter. Open one and try again.
said-shift-open = Not opened: this drawer is in a shift already.
said-shift-stale = Not recorded again: the page was old, perhaps after a double click. Look at the list of cash in and out below.
said-shift-not-counted = Cash has moved since the count, so that count is void. Please count again.
said-shift-of-another = This is somebody else's shift.
said-cash-done = Recorded.

wrong-notes-count = The number of { $note } notes must be 0 or more. Nothing was recorded; the other fields are as they were.
wrong-drawer-too-full = The total is above { $limit }, surely a slip. Nothing was recorded.
wrong-cash-amount = The amount must be whole đồng above 0, such as 1.500.000. Nothing was recorded.
wrong-cash-reason = Choose a reason. Nothing was recorded.
wrong-close-explanation = Not closed: choose what explains the difference.
wrong-close-note = Not closed: the note is too long, or has digits that look like a citizen number, a telephone or a card. Leave them out.
wrong-close-not-supervisor = Not closed: the name or the password is wrong, or is no supervisor's.
wrong-close-too-many-failures = Not closed: too many wrong passwords. Wait a minute and try again.
wrong-close-own-action = Not closed: nobody approves the difference of their own shift. Another supervisor must.

shift-closed-title = Shift closed
shift-print = Print the report
shift-workbook = Download the workbook
shifts-opened = Opened
shifts-closed = Closed
shifts-closed-by = closed by { $user }
shifts-report = Report
shifts-older = Older shifts
shifts-none = This counter has closed no shift yet.

report-drawer = What the drawer should hold
report-difference = The count
report-programmes = Payouts by programme
report-media = Payouts by medium
report-medium-chip = Chip card and PIN
report-medium-qr = QR sheet and identity document
report-medium-list = By the list, with a supervisor
report-cash = Cash in and out
report-refused = Refusals by reason
report-float = Float
report-counted = Notes counted
report-counts = All counts
report-count = Count { $number }, { $at }, by { $teller }
report-ledger = Journal and centre
report-carried = From the shift before, told by a card after its close
report-cash-in = Cash put in
report-cash-out = Cash taken out
report-paid = Paid to { $people } people
report-taken-back = Taken back
report-by-hand = Outcome unknown, on a supervisor's word
report-note = Note
report-approved = Approved by { $supervisor }
report-entries = Entries { $first } to { $last }
report-head = Hash of the last entry: { $hash }
report-unconfirmed-then = Not confirmed by the centre at the close
report-unconfirmed-now = Not confirmed when this was printed
report-unconfirmed-seqs = Entries not confirmed: { $seqs }
