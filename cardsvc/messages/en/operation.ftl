# Running the centre: checking the ledger, backup, retention.
# dynamic: finding-
# dynamic: kept-

command-ledger-checking = Checking the ledger
command-ledger-whole = The ledger is whole: worked out anew from { $entries } entries of terminals.
command-ledger-not-whole = { $findings } things are wrong in the ledger. Change nothing in the database; tell the inspector, and keep a copy as it is.
command-finding-differs = (should be { $expected }, is { $found })

finding-entry-missing = an entry is missing in the terminal’s chain
finding-entry-changed = the entry’s content was changed
finding-entry-unreadable = the entry cannot be read
finding-entry-misplaced = the entry stands in another’s place
finding-chain-broken = the entry does not follow the one before it
finding-head-missing = no signature of the terminal covers the end of its chain
finding-head-differs = the terminal signed for another chain
finding-head-unsigned = the signature is not this terminal’s
finding-terminal-missing = entries of a terminal that nobody enrolled
finding-transfer-without-entry = a transfer without a terminal’s entry
finding-transfer-without-instruction = a transfer that finance did not instruct
finding-transfer-unexplained = the entry does not tell of this transfer
finding-amount-differs = wrong amount
finding-account-differs = wrong account
finding-posting-missing = what the entry tells of is not all booked
finding-against-differs = what is taken back does not agree
finding-case-missing = money in suspense, and no case to look into it
finding-receipt-invalid = booked though no card signed a valid receipt
finding-not-owed = paid though no list owes it, or another amount
finding-paid-twice = a period is paid more than once
finding-account-misnamed = the account’s name is not what it is for
finding-balance-differs = the balance is not the sum of the transfers
finding-books-unbalanced = the accounts do not sum to nothing

command-backup-made = Copied to { $file }, and the copy checked.
command-backup-keys = The signing keys are not in the copy. Keep the folder { $keys } and the file staff.key by themselves, sealed, and not where this copy is.
command-restored = Restored and checked: the ledger and the audit trail are whole.
command-restore-not-whole = Restored, but the data is not whole. Do not run the centre from it yet.
command-restore-keys = There are no signing keys in { $keys }. Put them and staff.key back before the first start: without them the centre makes new keys that no terminal knows.

command-retention-line = { $what }: kept for { $days } days; { $over } are over. By: { $law }
command-retention-always = { $what }: never removed. By: { $law }
command-retention-confirm = { $law } (to be checked against the text)
command-retention-waiting = Proposal { $number } by { $user } waits for a second person.
command-retention-nothing = Nothing is over.
command-retention-proposed = Proposal { $number } is written down. Another administrator approves it with: cardsvc retention approve { $number } --by ACCOUNT
command-retention-removed = { $what }: { $count } removed
command-retention-withdrawn = Withdrawn.

kept-session = Sign-in sessions
kept-device = Browsers known of the staff
kept-upload = Uploaded list files
kept-photo = Photos of people long gone
kept-ledger = The ledger: entries, transfers, accounts
kept-list = Payout lists
kept-case = Cases
kept-trail = The audit trail
