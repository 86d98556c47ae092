# People, cards and sheets.
# dynamic: card-state-
# dynamic: record-state-
# dynamic: medium-
# dynamic: issue-fault-

people-title = People
people-words = Name (with or without marks), citizen number or card number
people-search = Find
people-found = People found
people-none = Nobody was found.
people-said-unknown = Nobody in the register has this number. Check it.

person-name = Name
person-birth = Date of birth
person-number = Citizen number
person-address = Address
person-dues = What is due
person-no-dues = Nothing yet.
person-cards = Chip cards
person-no-cards = No card yet.
person-records = Signed records
person-no-records = No card or sheet was issued yet.
paid-by = terminal { $terminal }, heard { $at }
paid-of-total = { $amount } paid
issued-at = Issued
good-until = Good until
medium = On
medium-chip = Chip card
medium-qr = QR sheet

card-number = Card number
card-state-personalising = Half done
card-state-active = In use
card-state-blocked = Blocked
card-state-terminated = Ended
record-state-valid = Valid
record-state-suspended = Suspended
record-state-invalid = Not valid

issue-sheet = Print a QR sheet
issue-card = Issue a card
issue-card-hint-tray = A SIMULATED card: it is put into the counter's tray, no reader is needed.
issue-card-hint-reader = Put a blank card into the reader first.
issue-replaces = A new sheet makes the old sheet invalid, and a new card the old card. Sheet and card do not affect each other.
sheet-issued = A new QR sheet was issued. The sheet before, if any, is no longer valid.
sheet-simulated = SIMULATED: the sheet was put into the counter's tray as well.
sheet-open = Open the sheet to print
sheet-print-again = Print again

card-title = Issuing a card
card-done = Card { $card } is issued and can be used now.
card-simulated = SIMULATED: this is a software card in the counter's tray, not a real one.
step-done = done
step-not-yet = not yet
card-go-on = Put the card in and go on
card-back = Back to the person
letter-title = Sealed letter for the holder
letter-once = Copy or print them into the sealed letter now. They are shown this once and kept nowhere.
letter-shown = This card's PIN and PUK were shown once and are not shown again. If they were not copied, issue another card.

issue-fault-nothing-payable-what = Nothing is due to this person and unpaid, so neither card nor sheet can be issued.
issue-fault-nothing-payable-do = Bring in a list with this person, then issue.
issue-fault-too-many-entitlements-what = This person has more entitlements than a card or sheet can hold.
issue-fault-too-many-entitlements-do = Pay older ones first, then issue again.
issue-fault-card-not-there-what = There is no card in the reader.
issue-fault-card-not-there-do = Put a blank card into the reader and go on.
issue-fault-card-not-blank-what = The card in the reader is not blank.
issue-fault-card-not-blank-do = Take it out, put a blank card in and go on.
issue-fault-card-of-another-person-what = This card is half done for another person.
issue-fault-card-of-another-person-do = Put in this person's card, or a blank one, and go on.
issue-fault-card-of-another-desk-what = This card is half done at another place that this centre does not know.
issue-fault-card-of-another-desk-do = Put the card aside. Put a blank one in and go on.
issue-fault-card-superseded-what = Another card was finished for this person meanwhile, so this one pays nothing.
issue-fault-card-superseded-do = If the person needs this card and not the other, go on: it is written anew and the other one stops paying.
issue-fault-card-read-back-what = The card reads back other content than was written.
issue-fault-card-read-back-do = Go on once more. If it fails again, put the card aside and use another blank one.
issue-fault-card-gone-what = The card was pulled out, or the reader lost, while writing.
issue-fault-card-gone-do = Put the same card back in and go on: it continues after the steps that are done.
issue-fault-card-unknown-what = The card has no payout application.
issue-fault-card-unknown-do = Use a card with the payout application.
issue-fault-apdu-status-what = The card refused a command.
issue-fault-apdu-status-do = Take the card out, put it in again and go on. If it fails again, use another blank card.
issue-fault-no-reader-what = No card reader is connected.
issue-fault-no-reader-do = Connect a reader to the centre's machine, put a blank card in and go on.
issue-fault-no-matching-reader-what = The chosen reader was not found.
issue-fault-no-matching-reader-do = Connect the right reader and go on.
issue-fault-pcscd-not-running-what = The card reader service is not running.
issue-fault-pcscd-not-running-do = An administrator runs the command below; then go on.
issue-fault-pyscard-missing-what = The card reader software is not installed on this machine.
issue-fault-pyscard-missing-do = An administrator runs the command below; then go on.
issue-fault-reader-in-use-what = Another program holds the card in the reader.
issue-fault-reader-in-use-do = Close that program, put the card in again and go on.
issue-fault-other-what = The card could not be issued.
issue-fault-other-do = Take the card out, put it in again and go on. If it fails again, tell an administrator the code.
