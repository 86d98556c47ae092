# The second screen, on the beneficiary’s side.
# dynamic: customer-

nav-customer = Beneficiary’s screen
customer-how = Open it on this machine’s second screen, turned to the person, and press F11. It tells the months, the amount and what to do now; no name.
customer-open = Open the beneficiary’s screen
customer-title = Payout
customer-welcome = Please hand over your card or sheet
customer-reading = Reading the card, please leave it in
customer-pin = Please enter your PIN
customer-pin-again = The PIN was not right, please enter it again
customer-tries = { $tries } tries left
customer-identity = Please show your citizen card
customer-take-card-and-money = Please take your money and your card
customer-take-money = Please take your money
customer-take-card = Please take your card
customer-wait-with-card = Please wait, no money yet
customer-ask-teller = Please listen to the teller
