# The page of an offer: months, sum, notes, who collects.
# dynamic: document-
# dynamic: medium-

offered-months = Months of { $programme }
offered-none = Nothing this time
offered-choose = Choose months
offered-recount = Count again
offered-left = { $amount } is not paid this time: it stays due.

said-choice-unknown = The months chosen are not in the offer. Nothing was paid. Choose again.
said-choice-not-oldest-first = Older months are paid before newer ones. Nothing was paid. Choose again.
said-choice-empty = No month is chosen. Choose one at least.

notes-title = Suggested notes:
notes-short = These notes are { $amount } short.
notes-over = These notes are { $amount } too much.
notes-change = Other notes
notes-count-again = Add up
said-notes-count = A number of notes is a whole number from 0. The suggested notes stay as they were.

proxy-open = Somebody else collects
proxy-how = Look at the certified authorisation (12 months at most) and at the proxy’s document. Leave empty when the person collects.
proxy-document = The proxy’s document
document-citizen-card = Citizen card
document-passport = Passport
proxy-number = Scan the QR on the citizen card, or type the number
proxy-until = Last day of the authorisation
said-proxy-number = The number of the proxy’s document is missing or has the wrong form: a citizen card has 12 digits, a passport a letter and 7 or 8 digits. Nothing was paid.
said-proxy-document = The kind of the proxy’s document is not chosen. Nothing was paid.
said-proxy-until = The last day of the authorisation is missing. Nothing was paid: type the day that is on the paper and try again.

refusal-proxy-not-listed-what = This is not the proxy on the list
refusal-proxy-not-listed-why = The payout list names another proxy.
refusal-proxy-not-listed-do = Do not pay this person. The person, or the proxy who is named, can come with a document; if the proxy has changed, the authority in charge of the benefit has to know.

refusal-proxy-expired-what = The authorisation has run out
refusal-proxy-expired-why = The authorisation was good up to and including { $until }.
refusal-proxy-expired-do = Do not pay the proxy. The person can come, or have a new authorisation certified.

refusal-proxy-too-long-what = The authorisation is longer than the law allows
refusal-proxy-too-long-why = An authorisation to collect is good for { $months } months at most.
refusal-proxy-too-long-do = Look again at the last day on the paper. If it is longer indeed, explain how to make another one.

sound-on = Sound: on
sound-off = Sound: off
sound-silent = The browser plays no sound yet: press to turn it on

refusal-pin-not-typed-what = No PIN was typed
refusal-pin-not-typed-why = { $fault ->
    [keypad-timeout] Nobody typed the PIN on the reader’s keypad in time. No try is spent.
    [keypad-cancelled] The person pressed cancel on the reader’s keypad. No try is spent.
    [keypad-missing] This reader has no keypad. No try is spent.
   *[other] The PIN typed on the reader’s keypad had fewer than 6 digits. No try is spent.
}
refusal-pin-not-typed-do = Press Pay, and ask the person to type the PIN on the reader’s keypad again.

offered-keypad = Press Pay; then the person types the PIN on the reader’s keypad.

medium-chip = Chip card
medium-qr = QR sheet
medium-list = By the payout list

list-open = Card forgotten or broken: pay by the list
list-how = At the person’s own office only, with a supervisor. Scan the QR on the person’s citizen card, or type the 12 digits.
list-number = The person’s citizen number
list-find = Find on the list
list-look = There is no card and no sheet. The supervisor compares the person with the photo on the citizen card (last 4 digits { $last4 }), then types name and password.
said-list-not-supervisor = The supervisor’s name or password is wrong. Nothing was paid.
said-list-too-many-failures = Too many wrong passwords. Nothing was paid. Wait a few minutes and try again.
said-list-own-action = Nobody approves what he pays himself. Nothing was paid. Ask another supervisor.

refusal-no-payout-list-what = The counter has no payout list
refusal-no-payout-list-why = Without card and sheet the office’s payout list is all there is, and the counter has not fetched it yet.
refusal-no-payout-list-do = Connect to the network to fetch the list and try again, or ask the person to come with the card or a QR sheet.
