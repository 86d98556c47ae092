# The counter's papers: receipts, copies, the printer, the shift's lists, asking for a reversal.
# dynamic: asked-
# dynamic: print-
# dynamic: printer-
# dynamic: said-

print-again = Print the receipt again
print-copy = Print a copy
print-from-browser = Print from the browser
print-printing = Printing receipt { $number }…
print-stalled = The printer is not taking receipt { $number }. Check its paper, cover and cable: once it is ready it may go on by itself. The payment is recorded; it does not depend on the printer.
print-printed = Receipt { $number } is printed.
print-sent = Receipt { $number } was sent to the printer. This printer does not answer: see whether all of the paper came out.
print-copy-printing = Printing copy { $copy } of receipt { $number }…
print-copy-stalled = The printer is not taking copy { $copy } of receipt { $number }. Check its paper, cover and cable.
print-copy-printed = Copy { $copy } of receipt { $number } is printed.
print-copy-sent = Copy { $copy } of receipt { $number } was sent to the printer. See whether all of the paper came out.
print-failed = Receipt { $number } is not printed.
print-payout-stands = The payment is recorded and does not depend on the printer; print again once it is ready. If a part came out, tear it up.

printer-printer-absent = The printer is not there: check its power and cable.
printer-printer-no-paper = The printer is out of paper: put in a new roll.
printer-printer-cover-open = The printer's cover is open: close it.
printer-printer-jammed = The paper or the cutter is jammed: switch the printer off, free the paper, switch it on.
printer-printer-silent = The printer takes no data: switch it off and on.
printer-printer-in-use = Another program holds the printer: close that program.
printer-printer-not-allowed = This program may not use the printer: tell whoever looks after this machine.
printer-printer-driver-missing = The software for a USB printer is not installed: tell whoever looks after this machine.
printer-other = The fault is recorded: tell the supervisor.

said-copy-only = This person is done, so only copies can be printed, each with a number. Press Print a copy in its row.
said-printer-busy = The printer is still printing. Press again when it is done.
said-reversal-asked = The request is recorded and sent to the centre. The payment stands until the centre has decided.

recent-taken-back-receipt = Taken back:
recent-ask = Ask to take back
recent-asked = Asked to take back

ask-title = Ask the centre to take a payout back
ask-back = Back to recent payouts
ask-what = For what can no longer be taken back here: the card has left, another payout was made since, or it was paid on paper. No cash moves at this counter because of the request; the payment stands, and the centre decides and answers.
ask-which = Which payments
ask-reason = Reason
ask-do = Send the request
ask-none = There is nothing left to ask about: it was taken back or asked about before.
asked-wrong-person = Paid to the wrong person
asked-wrong-months = Paid for the wrong months
asked-cash-not-taken = The person did not take the money
asked-cash-brought-back = The person brought the money back
asked-not-entitled = The person is no longer entitled
said-asking-not-supervisor = Not sent: the name or the password is wrong, or it is not a supervisor's.
said-asking-too-many-failures = Not sent: too many wrong passwords. Wait a minute and try again.
said-asking-own-action = Not sent: another supervisor is needed.
said-asking-no-reason = Not sent: choose a reason.
said-asking-nothing = Not sent: choose which payments.
said-asking-unknown = Not sent: that payment is not part of this payout.
said-asking-taken-back = Not sent: that payment was taken back at the counter.
said-asking-twice = Not sent: that payment was asked about before.

nav-lists = Lists
lists-shifts = Closed shifts
lists-opened = Opened
lists-closed = Closed
lists-print = Print
lists-payouts = Payout list
lists-signatures = Signature form
lists-no-shift = No shift has been closed yet.
lists-open-shift = The list of an open shift can be printed only once the drawer is counted and the shift closed.
lists-blank = A blank signature form
lists-blank-when = For people without a card to sign for them: each line is written by hand; the person signs and writes the full name.
lists-blank-print = Print a blank form
lists-range = By journal number
lists-first = From number
lists-last = To number
said-sheet-range = Not printed: the first number is at least 1 and not above the last.
said-sheet-empty = Not printed: the counter's journal has no such numbers.
said-sheet-too-long = Not printed: too many. Make several lists of at most 50,000 numbers each.

fault-printer-address = The printer in counter.toml is not an address: { $text }. Write file:/dev/usb/lp0, network:192.168.1.9:9100 or usb:04b8:0202; leave it empty for a counter without a receipt printer.
fault-roll-width = The roll_mm in counter.toml is wrong: { $width_mm }. Write 80 or 58.
