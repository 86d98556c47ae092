# Sticks of counters that have no network.
# dynamic: stick-refused-

nav-sticks = USB sticks
sticks-title = Take in counters’ USB sticks

sticks-what = Counters without a network send their confirmations on a stick. One stick may hold those of many counters.
sticks-folder = The folder chitra-out on the stick
sticks-take = Take in
sticks-hint = Taking the same stick in again books nothing twice.
sticks-empty = No counter's data is in this folder. Choose the folder chitra-out on the stick.
sticks-column-terminal = Terminal
sticks-column-batches = Batches taken
sticks-column-state = Outcome
sticks-taken = Taken
sticks-refused = Not all taken
sticks-no-answer = There is no answer for this terminal.
sticks-back-title = Send the answers back
sticks-back-how = Download the file and unpack it at the top of the stick. Each answer is sealed for one counter. The configuration in it can be used for two days.
sticks-download = Download the answers (ZIP)
sticks-another = Another stick

stick-visit = { $terminal }: { $batches } batches taken
stick-refused-stick-half-written = The data is incomplete: the stick was pulled out too soon. The counter must write it again.
stick-refused-stick-of-another = The folder bears another terminal's name than the one that wrote it.
stick-refused-stick-malformed = The data has not the right form.
stick-refused-stick-too-large = There is more than a counter can have.
stick-refused-bad-signature = The signature is not this terminal's.
stick-refused-terminal-unknown = This terminal is not enrolled.
stick-refused-terminal-revoked = This terminal was revoked.
stick-refused-terminal-quarantined = This terminal is set aside to be looked into.
stick-refused-batch-gap = The ledger lacks the entries from { $expected } on. The counter must write from there.
stick-refused-other = Not taken ({ $code }).
