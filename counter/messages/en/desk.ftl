# The teller's pages: desk, status strip, look-up pages, simulated tray.
# dynamic: basis-
# dynamic: closing-
# dynamic: ledger-
# dynamic: letter-
# dynamic: link-
# dynamic: programme-
# dynamic: reader-
# dynamic: said-
# dynamic: trouble-

counter-product = Payout counter
nav-desk = Desk
nav-recent = Recent payouts
lock-now = Lock
nav-supervisor = For the supervisor
back-to-desk = Back to the desk
next-person = Next person
key-escape = Esc

banner-simulated = SIMULATED READER – cards and sheets here are not real, and no real money is paid

strip-oldest = Oldest data: { $list }, { $ago }
strip-missing = There is no { $list } yet
strip-configuration = Configuration { $number }
strip-configuration-default = Built-in configuration
strip-configuration-fault = no newer one was taken ({ $code })
strip-age = Data is { $band ->
    [ageing] ageing
    [stale] stale
   *[other] too old
} ({ $list }): at most { $chip } a payout by card, { $sheet } by sheet
strip-pending = Waiting for the centre’s confirmation: { $count }
strip-to-settle = For the supervisor to settle: { $count }
strip-contact = Last contact with the centre: { $ago }
strip-no-contact = No contact with the centre so far

link-centre-unreachable = The centre cannot be reached – you can still pay, figures are sent later
link-centre-slow = The centre answers slowly – you can still pay, figures are sent later
link-centre-fault = The centre has a fault – you can still pay, figures are sent later
link-broker-full = The centre has much to do – you can still pay, figures are sent later
link-broker-waiting = Figures are sent and wait for the centre’s confirmation – you can still pay
link-centre-nonsense = The centre’s answer makes no sense ({ $code }) – tell your supervisor
link-token-gone = The token that holds this counter’s key does not answer – plug it in again, tell your supervisor
link-published-in-the-future = The centre’s lists are dated ahead of this machine’s clock and were not taken: set the clock; if it is right, tell your supervisor
link-proof-clock = This machine's clock is about { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
} { $side ->
    [ahead] ahead of
   *[behind] behind
} the centre's, so the centre takes nothing – set the clock right
link-terminal-quarantined = The centre holds this machine's entries back to look into them; all of them are kept – stop paying and tell a supervisor at once
link-terminal-revoked = This machine was revoked – stop paying and tell a supervisor at once
link-other = The centre refuses the figures ({ $code }) – tell your supervisor

desk-moves = The screen is changing…

waiting-title = Insert the card or scan the QR code
waiting-how = Chip card: chip first; leave it in until the receipt is printed.
waiting-card-left = The last person’s card is still in the reader. Take it out and hand it back.
waiting-scanned-by-nobody = A code was scanned while nobody was signed in, and nothing was done. Scan it again.
scan-label = QR code on the sheet: scan it into this field
scan-read = Read
scan-file = Or from a picture
scan-file-read = Read picture
scan-camera = Use the camera
scan-camera-refused = The camera cannot be used. Check it and the browser’s permission, or use the scanner or a picture.

asking-title = Asking the centre…
asking-how = A few seconds only: the newest lists are asked for before you are answered.

reading-title = Reading the card…
reading-how = Do not take it out.

reader-remedy = To mend it (for the machine’s administrator):
reader-paper-still = Meanwhile QR sheets can still be paid.
reader-reader-starting = The card reader is starting
reader-pyscard-missing = The card reader’s software is not installed
reader-pcscd-not-running = The card reader service is not running
reader-no-reader = No card reader is plugged in
reader-no-matching-reader = The reader chosen for this counter is not there
reader-reader-worker-stopped = Card reading has stopped: start the program again
reader-other = The card reader has a problem

offered-title = Payout
offered-photo = Photo of the person who is entitled
offered-born = Born { $year }
offered-citizen = Citizen number ends in { $last4 }
offered-card = Card { $card }
offered-total = Amount due
offered-pin = The person enters the PIN
offered-identity = Scan the QR on the person’s citizen card, or type the 12 digits (the last four must be { $last4 })
offered-pay = Pay
offered-cancel = Do not pay, next person

advice-note = Note from the centre:
advice-home = This person is paid at home.
advice-proxy = Proxy: { $name } (last 4 digits of the citizen card: { $last4 }).
advice-proxy-until = The authorisation is good up to and including { $day }.
advice-proxy-over = The authorisation for { $name } ran out on { $day }: do not pay the proxy.

paid-title = Hand over { $amount }
paid-do = Give the money to the person and print the receipt.
paid-receipt = Print the receipt
paid-late = This payment is on record, but the payout was interrupted. If the money was not handed over then, hand over this amount now. If it was, hand over nothing more.
paid-card-blocked = This card has been blocked since that payout. Compare the identity paper of whoever holds it before handing over money; if it is somebody else, hand over nothing and call the supervisor.
paid-in-part = Part of it could not be paid.

reversal-open = Paid by mistake? Take the last payout back
reversal-what = To be taken back: { $programme }, { $months }, { $amount }.
reversal-how = Only the last payout can be taken back, while the card is in the reader. The person enters the PIN; the supervisor types name and password.
reversal-supervisor = Supervisor
reversal-password = The supervisor’s password
reversal-do = Take it back
reversal-unsettled-title = NOT KNOWN WHETHER TAKEN BACK
reversal-unsettled-why = The card left the reader while { $amount } was being taken back. Whether the card did so is not known.
reversal-unsettled-do = Collect no money yet and hand over none. Put this same card back in: it is asked, and the screen will say. If the card cannot be read any more, leave it to the supervisor.

taken-back-title = Taken back: { $amount }
taken-back-do = Collect exactly this amount and put it into the drawer. Strike out the printed receipt. The period can be paid anew.
taken-back-late = The card has now confirmed what was interrupted. If the money was collected then, collect it no second time.

refused-person = Person
refused-basis = Rests on
refused-code = Code

unsettled-title = DO NOT PAY YET
unsettled-why = The card left the reader while { $amount } was being paid. Whether the card recorded it is not known.
unsettled-do = Put this same card back in: it is asked, and the screen will say whether to pay. If the card cannot be read any more, call the supervisor.
unsettled-part = Confirmed by the card: { $amount }. Do not hand over this part yet: the screen will tell the whole sum once it is settled, or this part when you leave this page.
unsettled-card = Card
unsettled-leave = Leave it to the supervisor

trouble-card-mute-what = The card does not answer
trouble-card-mute-why = It may be in the wrong way round, or its chip dirty or broken. Nothing was paid.
trouble-card-mute-do = Take it out, check the chip’s side, wipe it with a dry cloth and put it back in.
trouble-card-gone-what = The card was taken out
trouble-card-gone-why = It left the reader before anything was paid.
trouble-card-gone-do = Put it back in and leave it until there is a receipt.
trouble-card-swapped-what = The card was exchanged
trouble-card-swapped-why = The card in the reader is not the one on the screen any more. Nothing was paid.
trouble-card-swapped-do = Take it out and put the person’s own card in.
trouble-apdu-status-what = The card reports an error
trouble-apdu-status-why = It could not do what it was asked. Nothing was paid.
trouble-apdu-status-do = Take it out and put it back in. If the error stays, the card must be replaced.
trouble-reader-timeout-what = The reader does not answer
trouble-reader-timeout-why = Card or reader took too long. Hand over no money without a green screen.
trouble-reader-timeout-do = Take the card out and put it back in. If it happens again, unplug the reader and plug it in, and look at Recent payouts before paying on.
trouble-reader-in-use-what = Another program holds the reader
trouble-reader-in-use-why = Another program on this machine is using the card. Nothing was paid.
trouble-reader-in-use-do = Close that program, take the card out and put it back in.
trouble-internal-what = Something went wrong in the program
trouble-internal-why = The fault has been recorded. Hand over no money without a green screen.
trouble-internal-do = Take the card out and put it back in. If it happens again, tell your supervisor.
trouble-other-what = The card cannot be read
trouble-other-why = It answers in a way it should not. Hand over no money without a green screen.
trouble-other-do = Take it out and put it back in. If the error stays, tell your supervisor the code.

said-moved = What you just did was not carried out because the screen had changed. Nothing was paid twice. Look closely at the screen as it is now.
said-scan-empty = There is no code yet. Click into the field, then scan the QR code on the sheet.
said-scan-citizen-card = This is the QR of a citizen card. Scan the QR code on the payout sheet first.
said-image-too-large = The picture is too large. Take a smaller one.
said-image-unreadable = This file is no JPEG, PNG or WebP picture that can be read.
said-image-without-qr = There is no QR code in the picture. Take it straight and well lit, with the code filling the frame.
said-image-with-several = There are several QR codes in the picture. Take one of the payout sheet’s code alone.
said-reversal-not-supervisor = Not taken back: name or password is wrong, or not a supervisor’s. The card was not asked.
said-reversal-too-many-failures = Not taken back: too many wrong passwords. Wait a minute and try again.
said-reversal-card-gone = Not taken back: the card left the reader or does not answer. The payout stands. Put the card in again if it is still to be taken back.
said-citizen-card-empty = There is no citizen number yet. Scan the citizen card or type 12 digits.
said-citizen-card-old-number = This is an old nine-digit CMND number. The 12-digit citizen number is needed.
said-citizen-card-no-number = The citizen number cannot be read. Scan the citizen card again or type all 12 digits.

basis-clock = this machine’s clock
basis-trust-list = list of trusted keys
basis-status-list = card status list
basis-payout-list = payout list
basis-journal = this counter’s journal
basis-card = the card in the reader
basis-record = what is signed on the card or sheet
basis-configuration = the counter’s configuration
basis-policy = this counter’s payout rules
basis-terminal = this counter’s certificate
basis-centre = the centre’s answer
basis-teller = what was just entered

column-programme = Programme
column-months = Period
column-amount = Amount
column-time = Time
column-person = Person
column-ledger = Centre
column-receipt = Receipt
column-teller = Teller
column-reason = Reason

programme-BTXH = Social assistance
programme-HTXH = Social pension
programme-BHXH = Social insurance
programme-BHTN = Unemployment insurance
programme-NCC = Merit benefits
programme-MTP = Funeral costs

recent-none = This counter has paid nothing yet.
recent-taken-back = Taken back { $amount }
recent-print = Print a copy of
ledger-confirmed = Confirmed
ledger-pending = Waiting
ledger-set-aside = To be settled

windows-title = Paying outside the window
windows-how = Today is outside the payout window of these programmes. If you allow it, this counter pays until the end of the day; the journal keeps your name and tells the centre.
windows-waive = Allow today: { $programme }
windows-when = Window: day { $first } to day { $last }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}
said-window-waived = Allowed until the end of today. Show the person's card or sheet again.
said-window-not-waived = Nothing has changed: the programme is in its window, or the configuration allows no payout outside it.
clock-confirm = I confirm that this time is right
clock-confirm-how = The machine’s time is now { $now }. Compare it with another clock. If it is right, confirm it: the counter pays again, and the journal keeps your name and tells the centre.
clock-behind-signed = It cannot be confirmed: the centre has signed data at a later time than this. Set the machine’s date and time right.

intents-title = Payouts and reversals whose outcome is not known
intents-do = Whether the card recorded the payout is not known: hand over no money, and do not take it as unpaid either. Put that very card into this counter’s reader: it is asked, and the payout is closed. Close it by hand only when the card cannot be asked any more.
intents-close = The card cannot be asked any more? Close it by hand
intents-close-how = Only when the card is lost or broken for good, or the person does not come back. The centre’s books take it as an unknown outcome that somebody looks into; it cannot be changed afterwards.
intents-close-reason = Why the card cannot be asked
intents-close-cash = The cash
intents-close-paid = { $amount } was handed to the person
intents-close-unpaid = No money was handed over
intents-close-returned = { $amount } is back in the drawer
intents-close-kept = The money was not collected
intents-close-do = Record and close
closing-card-lost = The card is lost
closing-card-broken = The card is broken and cannot be read
closing-holder-gone = The person does not come back
closing-receipt-fell-off = The card does not hold this receipt any more
said-intent-closed = Recorded and closed. The centre will look into it.
said-intent-settled = Not recorded: it was closed before, perhaps by the card that was just put in.
said-intent-incomplete = Not recorded: choose a reason and say where the cash is.
intents-reversal = Taking back
intents-none = There is no payout whose outcome is not known.
letters-title = Payments that the centre has not booked
letters-do = The centre has these but has not booked them as paid. Compare the signed receipt with the reason below, write a report and send it to the centre. They are kept and never deleted.
letters-script = Script { $number } written to card { $card }
letters-none = The centre has set nothing aside.

letter-receipt-missing = The receipt signed by the card is missing
letter-card-unknown = The centre does not know the card
letter-receipt-invalid = The card’s signature on the receipt is wrong
letter-receipt-differs = The card’s receipt differs from the counter’s journal
letter-entitlement-unknown = The centre does not know the entitlement
letter-record-unknown = The centre does not know the card’s or sheet’s record
letter-programme-differs = The programme differs from the centre’s books
letter-not-due = Nothing was due for the period
letter-amount-differs = The amount differs from what was due
letter-second-payment = The period was already paid elsewhere
letter-payment-unknown = The centre does not know the payout taken back, or it was taken back before
letter-paper-of-another-office = Paid on a sheet of another office
letter-outcome-unknown = Outcome unknown; the supervisor says that no cash changed hands
letter-outcome-unknown-cash = Outcome unknown; the supervisor says that the cash changed hands
letter-entry-unreadable = The centre cannot read this entry yet; the others are posted
letter-record-revoked = The card’s or sheet’s record had been revoked before it was paid
letter-terminal-uncertified = The counter had no certificate in force when it paid
letter-script-unknown = The centre made no such script for the card
letter-other = Another reason

tray-title = Simulated tray
tray-hint = In place of a real reader and scanner.
tray-pull = Take the card out
tray-insert = Insert the card
tray-show = Scan the sheet
tray-in = in the reader
tray-empty = The tray is empty.
tray-citizen = Citizen number { $number }
