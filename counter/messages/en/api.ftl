# Refusals of the interface for a post's own till.
# dynamic: api-
# dynamic: error-

error-elsewhere-what = This machine may not call here
error-elsewhere-why = The interface answers the counter's own machine, and the addresses in `tills_from`.
error-elsewhere-do = Call from the counter's machine, or have the address added to counter.toml.

api-form-not-json-what = The body is not JSON
api-form-not-json-do = Send it with Content-Type: application/json.
api-form-malformed-what = The JSON cannot be read
api-form-malformed-do = Send one JSON object with each member once.
api-form-member-what = A member of the request is not right
api-form-member-do = See `member`, and compare it with /api/v1/openapi.json.
api-moved-what = Something else is in front of the teller
api-moved-do = Nothing was paid twice. Look at `state` and go on from there.
api-unsettled-what = It is not known whether the card paid
api-unsettled-do = Hand over no cash. Put this very card in again; if it cannot be read any more, a supervisor settles it.
api-reversal-unsettled-what = It is not known whether the card took the payout back
api-reversal-unsettled-do = Collect no cash yet. Put this very card in again.
api-citizen-card-first-what = This is the QR code of a citizen card
api-citizen-card-first-do = Scan the QR code of the payout sheet first.
api-no-shift-what = The teller has no open shift
api-no-shift-do = Open a shift with its counted float before paying.
api-choice-unknown-what = The months chosen are not in the offer
api-choice-unknown-do = Give one number for each of `claims`, at most its months.
api-choice-not-oldest-first-what = Older months go first
api-choice-not-oldest-first-do = Choose from the oldest month on.
api-choice-empty-what = No month is chosen
api-choice-empty-do = Choose one at least, or leave `months` out to pay all.
api-card-gone-what = The card left the reader or does not answer
api-card-gone-do = The payout stands. Put the card in again if it is still to be taken back.
api-no-such-payout-what = There is no such payout
api-no-such-payout-do = See /api/v1/payouts.
api-no-such-intent-what = There is no such open intent any more
api-no-such-intent-do = See /api/v1/unsettled; the card may have told by now.
api-not-supervisor-what = No supervisor has approved
api-not-supervisor-do = The name or the password is wrong, or it is not a supervisor's. Nothing was done.
api-too-many-failures-what = Too many wrong passwords
api-too-many-failures-do = Wait a minute and try again. Nothing was done.
api-own-action-what = Nobody approves what is his own
api-own-action-do = Ask another supervisor.
api-clock-behind-signed-what = This time cannot be confirmed
api-clock-behind-signed-do = The centre has signed something later. Set the machine's clock.
api-window-open-what = There is nothing to allow
api-window-open-do = The programme may be paid now, or there is no such programme. See /api/v1/windows. Nothing was done.
api-window-not-by-supervisor-what = No supervisor may allow this
api-window-not-by-supervisor-do = The configuration leaves no way to pay outside the window. Ask the person to come within it.
