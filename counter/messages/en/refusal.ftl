# Every refusal: what, why, and what to do now. Three messages for each `Rule`.
# dynamic: refusal-

refusal-clock-behind-what = This machine’s clock is behind
refusal-clock-behind-why = Its time is earlier than { $latest }, which this counter has already seen, so the period cannot be told.
refusal-clock-behind-do = Set the machine’s date and time right, then present the card or sheet again. If they are right, ask a supervisor to confirm the time.

refusal-no-trust-what = Cards and sheets cannot be checked yet
refusal-no-trust-why = The counter has no list of trusted keys, or too old a one, and cannot tell real from forged.
refusal-no-trust-do = Connect to the network to fetch a new list and try again. If that fails, tell your supervisor and ask the person to come back.

refusal-card-unknown-what = Not a payout card
refusal-card-unknown-why = The card in the reader has no payout application, or one of another kind.
refusal-card-unknown-do = Ask for the social-security card that the benefit is paid with.

refusal-card-not-active-what = The card cannot be used
refusal-card-not-active-why = { $life ->
    [blocked] The card is blocked.
    [terminated] The card has been cancelled.
   *[other] The card has not been activated.
}
refusal-card-not-active-do = Send the person to the card’s issuer. The benefit itself is not lost.

refusal-card-not-genuine-what = The card cannot be verified
refusal-card-not-genuine-why = Its certificate or its signature is wrong. It may be forged or damaged.
refusal-card-not-genuine-do = Do not pay. Note the number printed on the card and tell your supervisor.

refusal-card-expired-what = The card has expired
refusal-card-expired-why = It expired on { $expired_at }.
refusal-card-expired-do = Tell the person how to have it replaced. The benefit itself is not lost.

refusal-card-disagrees-what = The card’s data disagree
refusal-card-disagrees-why = What the chip may pay differs from what is signed on the same card.
refusal-card-disagrees-do = Do not pay. Tell your supervisor; the issuer must write the card anew.

refusal-card-refused-what = The card refused to pay
refusal-card-refused-why = It answered that it did not carry out the payout, and recorded nothing.
refusal-card-refused-do = Hand over no money. Take the card out, put it back in and try once more. If it refuses again, tell your supervisor.

refusal-record-unreadable-what = It cannot be read
refusal-record-unreadable-why = What was read is damaged, or is no payout card’s or sheet’s.
refusal-record-unreadable-do = Flatten the sheet and scan it again, or put the card back in. If it still cannot be read, the person needs a new one.

refusal-record-forged-what = The signature is wrong
refusal-record-forged-why = What the card or sheet says was changed after the paying authority signed it.
refusal-record-forged-do = Do not pay. Tell your supervisor at once and keep a copy of the sheet or the card’s number.

refusal-key-not-trusted-what = The signer is not recognised
refusal-key-not-trusted-why = The key that signed this is not in the counter’s list of trusted keys, has expired or was revoked.
refusal-key-not-trusted-do = If the list is old, connect to the network, update and try again. Otherwise do not pay, and tell your supervisor.

refusal-key-not-for-programme-what = The signer may not sign for this programme
refusal-key-not-for-programme-why = The key that signed this is for other programmes only.
refusal-key-not-for-programme-do = Do not pay. Tell your supervisor, who asks the authority that issued it.

refusal-key-not-for-province-what = The signer may not sign for this province
refusal-key-not-for-province-why = The key that signed this is not for the province named on the card or sheet.
refusal-key-not-for-province-do = Do not pay. Tell your supervisor, who asks the authority that issued it.

refusal-record-of-another-card-what = The record of another card
refusal-record-of-another-card-why = What is signed on this card was issued for another card.
refusal-record-of-another-card-do = Do not pay. Note the card’s number and tell your supervisor.

refusal-needs-chip-what = The chip card is needed
refusal-needs-chip-why = This QR was copied from a chip card. It is paid with the card and its PIN only.
refusal-needs-chip-do = Ask the person for the chip card.

refusal-not-yet-valid-what = Not valid yet
refusal-not-yet-valid-why = The card or sheet is valid from { $valid_from }.
refusal-not-yet-valid-do = Ask the person to come back on { $valid_from } or later.

refusal-expired-what = No longer valid
refusal-expired-why = What the card or sheet says expired on { $expired_at }.
refusal-expired-do = If the person has a newer one, use that. Otherwise the issuer must issue a new one.

refusal-revoked-what = The card or sheet was cancelled
refusal-revoked-why = The status list says that this card or sheet was cancelled.
refusal-revoked-do = Do not pay. If the person was given a new one, use that. Otherwise send them to the issuer.

refusal-suspended-what = Payment is suspended
refusal-suspended-why = The status list says that this card or sheet is suspended.
refusal-suspended-do = Do not pay. The person can ask the commune’s People’s Committee why; arrears are paid when it resumes.

refusal-status-unknown-what = Whether it is still valid is not known
refusal-status-unknown-why = The counter has no status list young enough to tell whether this card or sheet was cancelled.
refusal-status-unknown-do = Connect to the network, update and try again. With a chip card, the person can be paid at their own office.

refusal-paper-of-another-office-what = A sheet of another office
refusal-paper-of-another-office-why = Paper can be copied. Away from office { $office }, which it names, it is paid only while the centre holds it for this counter, and the centre cannot be asked now.
refusal-paper-of-another-office-do = Scan the sheet again when there is a network. If the person cannot wait, they can go to office { $office }.

refusal-hold-refused-what = The centre does not hold this for the counter
refusal-hold-refused-why = { $reason ->
    [hold-paid] By the centre’s books, the months on this sheet have been paid.
    [hold-elsewhere] Another counter is paying, or has just paid, the months on this sheet.
    [hold-not-due] By the centre’s books, nothing on this sheet is due.
    [hold-record] This sheet was cancelled, or is none of the centre’s.
    [hold-passed] The time for which the centre held this has passed.
   *[other] The centre does not take this counter’s request ({ $reason }).
}
refusal-hold-refused-do = { $reason ->
    [hold-passed] Scan the sheet again to ask the centre once more.
    [hold-elsewhere] Do not pay. Ask whether the person has been at another counter; try again in an hour.
   *[other] Do not pay. The person’s own office can explain.
}

refusal-over-limit-elsewhere-what = Over the limit away from the own office
refusal-over-limit-elsewhere-why = { $amount_vnd } is more than the { $limit_vnd } that may be paid at once at another office.
refusal-over-limit-elsewhere-do = Ask the person to go to office { $office }.

refusal-not-on-list-what = Not on the payout list
refusal-not-on-list-why = This office’s payout list has nothing due for this person.
refusal-not-on-list-do = The person can ask the commune’s People’s Committee. If the counter’s list is old, connect to the network, update and try again.

refusal-held-what = This payment is held
refusal-held-why = { $reason ->
    [stopped-card] The person’s earlier card was stopped. Some counter has not sent its journal to the centre yet, so nobody knows whether that card was paid this.
    [reported-dead] The payout list says that the person has died.
    [stopped] The payout list says that this is suspended, or has ended.
    [suspense] The centre received a payment for this period and has not finished checking it.
    [paid-elsewhere] The centre has just held this for another counter that is paying it.
   *[other] The payout list says to hold this payment, for a reason that this counter has no words for.
}
refusal-held-do = { $reason ->
    [stopped-card] Do not pay. No money is lost: 7 days after the card was stopped, at the latest, what was not collected is paid with the new card. Ask the person to come back then.
    [reported-dead] Do not pay. If the very person is here, look at the citizen card, call your supervisor, and send the person to the commune’s People’s Committee to have it put right. Relatives ask there about the funeral grant.
    [stopped] Do not pay. The person can ask the commune’s People’s Committee why, and how to be paid again.
    [suspense] Do not pay. Ask where money was collected for this period, and have your supervisor tell the centre. If it was not collected, it is paid once the check is over.
    [paid-elsewhere] Do not pay. Ask whether the person or a proxy is collecting at another counter. If not, try again in an hour.
   *[other] Do not pay. Send the person to the authority in charge of the benefit; your supervisor can help to explain.
}

refusal-unsettled-what = A payout is still unsettled
refusal-unsettled-why = This counter began to pay this person by card, but the card left the reader; whether it recorded the payment is not known.
refusal-unsettled-do = Hand over nothing yet. Put that same card in: it is asked, and the screen will say. Without the card, call your supervisor.
refusal-already-paid-what = Already paid
refusal-already-paid-why = { $period ->
    [none] The period was already paid at this office.
   *[other] Everything due so far was paid. Latest period: { $period }.
}
refusal-already-paid-do = Do not pay again. If the person says that no money was received, call your supervisor to compare the receipts.

refusal-nothing-due-what = Nothing is due yet
refusal-nothing-due-why = The periods on the card or sheet have not come.
refusal-nothing-due-do = Ask the person to come back when the payout period begins.

refusal-pin-wrong-what = The PIN is wrong
refusal-pin-wrong-why = { $tries_left ->
    [none] A PIN has six digits. This did not count as a wrong try.
    [0] No try is left: the card has blocked its PIN.
    [one] One try is left; then the card blocks its PIN.
   *[other] { $tries_left } tries are left; then the card blocks its PIN.
}
refusal-pin-wrong-do = Let the person enter it again, without haste. Without the PIN, stop and send the person to the card’s issuer.

refusal-pin-blocked-what = The PIN is blocked
refusal-pin-blocked-why = A wrong PIN was entered too many times.
refusal-pin-blocked-do = The card’s issuer can unblock it with the card and an identity document. The money is not lost and is paid later.

refusal-identity-mismatch-what = The citizen number does not match
refusal-identity-mismatch-why = The number just entered is not that of the person on the sheet.
refusal-identity-mismatch-do = Look at the citizen card and scan it again. Someone who collects for another needs a written authorisation: call your supervisor.

refusal-terminal-not-trusted-by-card-what = The card does not trust this counter
refusal-terminal-not-trusted-by-card-why = { $fault ->
    [terminal-certificate-missing] The counter has no certificate to show to the card. No PIN was asked and nothing paid.
    [terminal-certificate-expired] The counter’s certificate has expired. No PIN was asked and nothing paid.
    [terminal-old-generation] The card wants a newer certificate than this counter’s. Nothing was paid.
    [token-gone] The token that holds this counter’s key does not answer: plug it in again. Nothing was paid.
   *[other] The card does not accept this counter’s certificate or key. Nothing was paid.
}
refusal-terminal-not-trusted-by-card-do = Connect to the network to fetch a new certificate, take the card out and put it back in. If that fails, ask the person to another counter and tell your supervisor.

refusal-reversal-refused-what = The card cannot take this payout back
refusal-reversal-refused-why = It answered that it did not: something else was written to it after this payout, or another counter made it. The payout stands.
refusal-reversal-refused-do = Leave money and receipt as they are. The supervisor reports it to the centre; once it is approved there, any counter can write it to the card.

refusal-clock-ahead-what = This machine’s clock is too far ahead
refusal-clock-ahead-why = This counter last knew the time to be { $latest }; the machine’s time is too far past that to be believed.
refusal-clock-ahead-do = Look at the machine’s date and time. If they are wrong, set them right; if they are right, connect to the network so that the counter learns the centre’s time, or ask a supervisor to confirm it.

refusal-data-too-old-what = The counter’s data is too old
refusal-data-too-old-why = On data of this age { $amount_vnd } may not be paid in this way.
refusal-data-too-old-do = Connect to the network to update and try again. If the person has a chip card, use it: cards may be paid for longer than sheets.

refusal-over-limit-for-age-what = Over the limit for old data
refusal-over-limit-for-age-why = The counter’s data is old, so at most { $limit_vnd } may be paid at once; this is { $amount_vnd }.
refusal-over-limit-for-age-do = Connect to the network to update and try again.

refusal-outside-window-what = It is not the time to pay this programme
refusal-outside-window-why = { $programme } is paid here from day { $first } to day { $last } of the month{ $hours ->
    [none] {""}
   *[other] , { $hours }
}.
refusal-outside-window-do = { $way ->
    [supervisor] Ask the person to come in the payout window. If it must be paid now, a supervisor can allow it for today on the page for the supervisor; then show the card or sheet again.
   *[none] Ask the person to come in the payout window. The configuration allows no payout outside it.
}
refusal-programme-not-here-what = This programme is not paid at this office
refusal-programme-not-here-why = By the configuration in use, { $programme } is not paid at this office.
refusal-programme-not-here-do = The person can ask the commune’s People’s Committee where to collect. If the counter’s configuration is old, connect to the network, update and try again.
