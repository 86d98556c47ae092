# Away from the network: what the centre has not booked and the ways out, what is not enforced offline.
# dynamic: letter-
# dynamic: offline-
# dynamic: said-

letters-ask = Ask the centre again
letters-ask-what = Once the centre has mended its books (a list taken in, a card registered…), everything below is asked about again.
letters-evidence = Print evidence
letters-on-paper = Handed in on paper
letters-carried = Another counter’s receipt, brought by card { $card }
letters-closed-title = Dealt with
letter-way-mended = the centre has nothing against it any more
letter-way-on-paper = evidence handed to the centre on paper
said-letters-asked = { $count ->
    [0] Asked again: the centre still books none of these.
    [one] Asked again: the centre has nothing against one of them any more.
   *[other] Asked again: the centre has nothing against { $count } of them any more.
}
said-letters-not-asked = The centre could not be asked. Try again when there is a network.
said-letter-on-paper = Noted: the evidence was handed to the centre on paper.
said-letter-closed = This had been dealt with before.

strip-more = How old each list is
strip-stale = older than it may be
strip-none = none yet
offline-more = No contact with the centre: what the counter does not know
offline-blocks = Cards and sheets cancelled or suspended { $since ->
    [none] – the counter has no list –
   *[other] since { $since }
} are not known here, and so not refused.
offline-paid-elsewhere = What other counters have paid { $since ->
    [none] – the counter has no list –
   *[other] since { $since }
} is not known: a chip card refuses by itself, a sheet does not. With a sheet, ask, and compare the citizen card.
offline-held = What was held back or added { $since ->
    [none] – the counter has no list –
   *[other] since { $since }
} is not known here.
offline-other-sheets = Sheets of other offices cannot be paid until there is a network: the centre has to hold them for the counter. Chip cards can.
offline-scripts = New orders for cards (another amount, a PIN unblocked, a card blocked) { $since ->
    [none] could not be fetched
   *[other] given since { $since } could not be fetched
}.
