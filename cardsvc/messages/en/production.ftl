# dynamic: order-state-
# dynamic: order-reason-
# dynamic: order-fault-
# dynamic: card-fault-
# dynamic: card-said-
# dynamic: card-ask-
# dynamic: card-waits-
# dynamic: card-approve-
# dynamic: card-withdraw-
# dynamic: hand-

nav-cards = Card production
cards-title = Card production
cards-to-desk = To the card desk
cards-caption = Cards ordered
cards-none = No card has been ordered yet.
cards-faces = Print the faces of this page’s cards that are ready
cards-missing-title = Order cards for those who have none
cards-missing-hint = Everyone paid at this office who has no card and none on order.
cards-missing = Order
cards-ending-title = Ending in the next 90 days
cards-ending = Cards, not yet ordered anew
cards-ending-chip = Records on cards
cards-ending-qr = QR sheets
cards-renew = Order the cards that end anew
cards-renew-records = Renew the records on cards
cards-ending-qr-hint = QR sheets: issue a new batch under QR sheets.

order-number = No.
order-title = Card order { $number }
order-reason = Reason
order-changed = Changed
order-ordered = Ordered
order-cancel = Cancel the order
order-face = Print the card’s face
order-state-ordered = To be made
order-state-personalising = Half-done
order-state-ready = Ready
order-state-card-handed = Card handed over
order-state-done = All handed over
order-state-cancelled = Cancelled
order-reason-first = First card
order-reason-lost = Lost
order-reason-stolen = Stolen
order-reason-damaged = Damaged
order-reason-renewal = Renewal
order-said-missing = { $count ->
    [0] There is nobody to order a card for.
    [one] One card ordered.
   *[other] { $count } cards ordered.
}
order-fault-already-ordered = A card is being made for this person already.
order-fault-order-state = That cannot be done any more: the card has moved on.
order-fault-proxy-name-missing = The proxy’s full name is missing.
order-fault-other = That could not be done. Reload the page and try again.

desk-title = Card desk
desk-left = { $count ->
    [0] No card left to make
    [one] One card left to make
   *[other] { $count } cards left to make
}
desk-next = Next card
desk-none = No card left to make.
desk-make = Write the card
desk-skip = Later
desk-back = Back to the queue
desk-card-in = A card lies in the reader. Press Enter to write it.
desk-card-wanted = Put a blank card into the reader.
desk-made = Card { $card } has been written, read back and checked. Take it out.
desk-letter = Print the sealed letter
desk-letter-once = The sealed letter prints once: PIN and PUK are kept nowhere.
desk-go-next = Next card
letter-printed-already = This card’s sealed letter has been printed and cannot be printed again. If it was spoilt, make another card.

hand-title = Handed over
hand-part = What
hand-part-card = Card
hand-part-letter = Sealed letter
hand-receiver = To whom
hand-receiver-beneficiary = The beneficiary
hand-receiver-proxy = A proxy
hand-proxy-name = The proxy’s full name
hand-by = By
hand-at = When
hand-card-title = Hand over the card
hand-letter-title = Hand over the sealed letter
hand-hint = The card first, the letter after it. Look at the receiver’s papers before handing over.
hand-card = The card is handed over
hand-letter = The letter is handed over

card-stopped = Stopped
card-holding = Unpaid periods are held: counters not heard from may have paid this card. Once they are heard, what is unpaid goes to the new card by itself; after 7 days at the latest.
card-awaited = Counters not heard from
card-ask-pin = Ask to unlock the PIN
card-ask-unblock = Ask to unblock the card
card-waits-pin = Unlocking the PIN waits for approval
card-waits-unblock = Unblocking waits for approval
card-approve-pin = Approve unlocking the PIN
card-approve-unblock = Approve unblocking
card-withdraw-reason = Reason
card-withdraw-pin = Leave the PIN locked
card-withdraw-unblock = Keep it blocked
card-stop-title = Lost, stolen or damaged
card-replace-title = Make a replacement
card-stop-hint = The card is stopped at every counter at once. Money not yet collected goes to the new card: no period is lost and none is paid twice.
card-stop = Only stop it
card-replace = Stop it and order a new card
card-said-stopped = The card is stopped.
card-said-replaced = The card is stopped and a new one ordered.
card-said-pin-proposed = Asked for. Another person must approve before a counter unlocks the PIN.
card-said-pin-approved = A counter unlocks the PIN when the card is next put in.
card-said-pin-withdrawn = The PIN stays locked.
card-said-unblock-proposed = Asked for. Another person must approve before the card pays again.
card-said-unblock-approved = The card pays again.
card-said-unblock-withdrawn = The card stays blocked.
card-fault-card-state = That cannot be done with the card in its state.
card-fault-stop-reason = Choose why: lost, stolen or damaged.
card-fault-already-ordered = A card is being made for this person already.
card-fault-already-proposed = This was asked for already and waits for approval.
card-fault-same-person = Who asked cannot approve. Another person must.
card-fault-proposal-not-open = This does not wait for approval any more.
card-fault-other = That could not be done. Reload the page and try again.

sheets-title = QR sheets
sheets-heading = QR sheets in batches
sheets-start-title = Sheets for a whole office
sheets-start-hint = Everyone paid at this office who holds no chip card gets a new sheet. Their old sheets end.
sheets-start = Issue sheets
sheets-batches = Batches
sheets-none = No batch yet.
sheets-file = File { $number }
sheets-batch = Batch
sheets-files = Files to print
sheets-said-nobody = Nobody needs a sheet at this office.
sheets-said-running = This batch is being issued already.
