# Funding and cash: what the books hold, what finance instructs, decided by two people.
# dynamic: money-kind-
# dynamic: money-kept-
# dynamic: decision-refused-

nav-money = Funding
money-title = Funding and cash
money-new = New instruction
money-new-hint = By the bank's paper. Each paper is booked once, after somebody else has approved it.
money-kind = Kind
money-kind-funded = Funding received
money-kind-refunded = Funding returned
money-kind-fee = Fee taken
money-kind-supplied = Cash supplied to an office
money-kind-banked = Cash banked by an office
money-kind-settled = Case settled
money-of-programme = Of a programme
money-of-office = Of an office
money-amount-hint = Whole đồng, for example 9,000,000,000.
money-reference = Paper number
money-reference-hint = The number on the bank's credit advice, payment order or slip. Write no names.
money-preview = Preview
money-preview-hint = See it in figures and words; nothing is sent yet.
money-preview-title = Preview of an instruction
money-proposal-title = Proposed instruction
money-in-words = In words: { $words }
money-place = Place
money-giver = Money comes from
money-giver-now = By the books now
money-giver-after = Left once it is booked
money-giver-short = By the books there is not enough money here. Check the paper; or an instruction or a counter's entries may not be booked yet.
money-back = Funding and cash
money-waiting = Waiting for approval
money-booked = Instructions booked
money-booked-none = There is none yet.
money-booked-at = Booked at
money-was-booked = Booked.
money-said-booked = Approved and booked.
money-of-case = Case { $number }
money-case = Case
money-balances = Balances by the books
money-balances-hint = From the beginning of the books until now, within this account's scope.
money-balances-none = The books hold nothing within this scope yet.
money-account = Account
money-kept-funding = Funding received
money-kept-bank = In the bank
money-kept-office-cash = Cash at offices
money-kept-drawer = In drawers of counters
money-kept-paid = Paid to people
money-kept-suspense = In suspense
money-kept-fee = Fees
money-kept-returned = Returned to the authority
money-kept-loss = Borne by the provider
money-month = Funding and what is owed – { $month }
money-month-hint = What is owed includes arrears and one-off grants of the month's lists.
money-month-none = No funding and no list yet in a province that you see wholly.
money-owed = Owed this month
money-unpaid = Unpaid
money-missing = Missing
money-enough = Enough

decision-refused-money-kind = Choose the kind of instruction.
decision-refused-money-programme = Choose a programme.
decision-refused-money-province = Choose a province.
decision-refused-money-office = There is no such office. Choose one of the list.
decision-refused-money-amount = The amount must be whole đồng above 0, for example 9,000,000,000, and no more than { $limit } đồng.
decision-refused-money-reference = Write the paper's number, no more than { $limit } characters.
decision-refused-money-known = The paper { $reference } is booked for this place already. Each paper is booked once.
decision-refused-money-waiting = A proposal by the paper { $reference } is waiting for this place.
decision-refused-money-scope = This place is outside this account's scope.

command-money-line = { $what } · { $place } · { $amount } · { $reference }
command-money-proposed = Proposal { $number } recorded. Somebody else approves it: cardsvc money approve { $number } --by ACCOUNT, or on the page of what waits.
command-money-waiting = Waiting, proposal { $number } by { $user }: { $what }
command-money-booked = { $number } · { $at } · { $what } · { $place } · { $amount } · { $reference } · proposed by { $proposer }, approved by { $approver }
