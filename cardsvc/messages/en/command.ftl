# The product's name, and what the administrator's commands say.
# dynamic: step-

cardsvc-name = Payout centre

step-channel-opened = Secure channel opened
step-identified = Card recognised
step-keys-made = Keys made on the card
step-certified = Certificate written
step-trust-written = Keys of the terminal CA and the script authority written
step-record-written = Entitlements written
step-secrets-written = PIN and PUK written
step-verified = Read back and checked
step-activated = Card activated

command-ready = The centre is ready in { $folder }. Root key to install in terminals: { $root }
command-listening = The centre runs at { $address }. Press Ctrl-C to stop.
command-office-added = Office { $office } entered
command-terminal-added = Terminal { $terminal } enrolled
command-staff-created = Account { $user }, temporary password { $password } (shown this once). Sign in and change it within { $hours } hours.
command-staff-proposed = Account { $user } is proposed, temporary password { $password } (shown this once). An administrator must approve it on the page of accounts; from then on there are { $hours } hours to sign in and change it.
command-list-understood = { $rows } rows read, { $total } in all; { $problems } problems, { $notes } notes
command-list-line = Row { $row }, column { $heading }: “{ $value }”: { $words }
command-list-whole = The whole list: { $words }
command-list-taken = { $people } people taken, { $total } in all; { $aside } rows set aside
command-list-waits = List { NUMBER($list, useGrouping: 0) } is prepared and waits for another person's approval on the page of lists.
command-card-issued = Card { $card } issued. PIN { $pin }, PUK { $puk } (shown this once)
command-card-simulated = This card is simulated.
command-script-queued = Script { $number } queued for card { $card }. A counter applies it when the card is next put in.
command-card-proposed = Proposal { $number } for card { $card } is noted. The approver runs: cardsvc card approve { $number } --user ACCOUNT, or opens the page of what waits.
command-card-approved = Approved. A counter writes it when card { $card } is next put in.
command-outside-scope = The card’s holder is paid outside this account’s scope.
command-new-generation = Every terminal gets a new certificate. Scripts queued for { $cards } cards to believe no older one.
command-sheet-written = The QR sheet is in { $file }
command-progress-line = { $office } · { $programme } · { $period }: owed { $owed }, { $owed_money }; paid { $paid }, { $paid_money }; unpaid { $unpaid }, { $unpaid_money }
command-progress-cases = To be looked into ({ $kind }): { $cases }, { $money }
command-progress-none = Nothing is owed yet.
command-fleet-written = { $counters } counters are in { $file }. Use it with firmware-config --fleet.
command-broker-file = Node written: { $file }
command-broker-url = Counters and consumers reach it at { $url }
command-broker-stream = Stream ready: { $stream }
command-broker-metrics = Figures at { $address }/metrics, readiness at { $address }/ready.
command-broker-consuming = Taking batches of { $provinces } into the ledger. Press Ctrl-C to stop.
command-refused = Cannot be done: { $fault }
