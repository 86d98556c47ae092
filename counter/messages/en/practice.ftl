# Practice mode: the exercises.
# dynamic: fault-practice-
# dynamic: practice-

banner-practice = PRACTICE – nobody here is real, nor are cards and money; nothing is sent to the centre
nav-practice = Exercises
fault-practice-place-taken = The folder { $path } holds something else than a practice. Name another one with --state; nothing in it was changed.
fault-settings-practice = { $path } is a practice counter: only “counter practice” opens it. A real counter uses no practice keys and people.
practice-title = Exercises
practice-intro = Do them in order, as on a payout morning. They are marked by the practice counter's journal, each once. To begin anew, end the program and start it with --fresh.
practice-first = First open a shift under Shift, with any float (say twenty notes of 500,000 ₫). Cards and sheets lie in the simulated tray on the Desk page.
practice-count = { $done } of { $all } right.
practice-open = not done yet
practice-done = right
practice-wrong = not right
practice-shown = by entry { $seq } of the journal
practice-answer = Show the answer
practice-answer-title = Answer

practice-chip-title = Pay by card
practice-chip-task = { $name } brings the card for this month's money. Pay all of it.
practice-chip-answer = Put the card in, wait for name and amount, let the person type the PIN (it is on the tray), press Pay. Hand out cash on a green screen only; then print the receipt and press Next person.
practice-sheet-title = Pay by QR sheet
practice-sheet-task = { $name } has no card, and brings a QR sheet and citizen card { $citizen }. Pay.
practice-sheet-answer = Scan the sheet, then the citizen card's code, or type its 12 digits. The number is compared with the sheet: a sheet that was found in the street pays nobody.
practice-stolen-title = A card reported stolen
practice-stolen-task = Somebody holds the card of { $name } and knows the PIN by heart. Serve this person.
practice-stolen-answer = Put the card in: it is refused, because the status list has it revoked. Do not pay and do not struggle over the card; say what the screen says and call the supervisor. A right PIN does not make a stolen card a good one.
practice-pin-title = Two wrong PINs
practice-pin-task = { $name } is not sure of the PIN: two wrong ones (type any other number), then the right one. Pay.
practice-pin-answer = After each wrong PIN the screen tells how many tries are left. With one left, stop and ask: the third wrong one blocks the card, and only the centre unblocks it. Here the third is the number on the tray.
practice-part-title = Three months, cash for one
practice-part-task = { $name } has three months due, but the drawer has cash for one. Pay one and leave two.
practice-part-answer = On the offer's page press Choose months (F4), choose one and pay. The oldest month always goes first; the others stay due.
practice-forgotten-title = The card is at home
practice-forgotten-task = { $name } has forgotten the card and brings citizen card { $citizen }. The supervisor is here. Pay by the list.
practice-forgotten-answer = On the Desk page open the payment by list (F7): type the citizen number, compare the photo and the document, then the supervisor types name and password on the same screen. Both names stand in the journal.
practice-reversal-title = Paid by mistake, taken back
practice-reversal-task = Pay { $name }, then find that it was a mistake: take it back while the card is in.
practice-reversal-answer = After the green screen leave the card in: open “Paid by mistake?”, the person types the PIN, the supervisor name and password. Collect the cash. Once the card is out, only the centre can be asked.
practice-close-title = Close the shift with a difference
practice-close-task = At the end of the morning a 10,000 ₫ note is missing from the drawer. Count, explain, and close the shift.
practice-close-answer = Under Shift press Count and close, and write what you counted, not what you wish for: the expected sum is shown only afterwards. Choose the reason; above the limit a supervisor approves. The difference goes to suspense and is looked into.
