# The page of signing keys, and what the commands about keys say.
# dynamic: key-role-
# dynamic: key-state-
# dynamic: key-deed-
# dynamic: key-done-
# dynamic: key-fault-

nav-keys = Signing keys
keys-title = Signing keys
keys-what = Each key signs one kind of document, for one province and programme, in one year
keys-waiting = Waiting for a second person
key-title = Key { $kid }
key-role = Signs
key-role-entitlement = Entitlements on cards and sheets
key-role-card-ca = Card certificates
key-role-card-script = Card scripts
key-role-terminal-ca = Terminal certificates
key-role-status-list = Status lists
key-role-payout-list = Offices’ payout lists
key-role-ledger-ack = Acknowledgements of the ledger
key-any-province = Whole country
key-any-programme = Any programme
key-year = Year
key-validity = Valid
key-kept = Kept in
key-in-file = A file on the server
key-in-token = Token { $token }
key-kid = Key id
key-public = Public key
key-retired-at = Signs no more from
key-revoked-at = Revoked at
key-state-ahead = Published, not signing yet
key-state-signing = Signing
key-state-retired = Retired
key-state-expired = Expired
key-state-revoked = Revoked
key-deed-create = New key
key-deed-rotate = Replace the key
key-deed-retire = Retire the key
key-deed-revoke = Revoke the key
key-signs-until = the old key signs until { $day }
key-proposed-by = Proposed by { $user } at { $at }
key-approve = Approve and do it
key-withdraw = Withdraw
key-other-approves = Somebody else has to approve this.
key-new-title = Propose a new key
key-new-what = It is published at once and signs when the key in use has ended, or from 1 January if it is next year’s. Only the keys for entitlements and payout lists belong to a province; only those for entitlements belong to a programme.
key-four-eyes = One administrator proposes, another approves.
key-propose-create = Propose the new key
key-propose-rotate = Propose to replace it
key-propose-retire = Propose to retire it
key-propose-revoke = Propose to revoke it
key-lead-days = Days that the old key still signs
key-rotate-what = Makes a new key and publishes it at once. The old one still signs for so many days, so that every counter comes to know the new one. What the old one signed stays good.
key-retire-what = The key signs nothing more. What it signed stays good. When a signature is needed, the centre makes another key.
key-revoke-what = Only for a key that was stolen or lost. Every counter will refuse all cards, sheets and lists that it signed, and this can never be undone.
key-proposed = Proposed. Another administrator has to approve it.
key-withdrawn = Withdrawn.
key-done-create = The key is made and the new trust list published.
key-done-rotate = The new key is made and the new trust list published. The old key ceases to sign on the day set.
key-done-retire = The key signs no more. The new trust list is published.
key-done-revoke = The key is revoked. The new trust list is published; every counter will refuse what this key signed.
key-fault-same-person = Whoever proposes cannot approve. Ask another administrator.
key-fault-already-proposed = Another proposal about this key is waiting.
key-fault-proposal-not-open = This proposal has been dealt with.
key-fault-proposal-unknown = There is no such proposal.
key-fault-key-exists = There is such a key already.
key-fault-key-unknown = There is no such key.
key-fault-key-revoked = The key is revoked; nothing about it can change.
key-fault-key-retired = The key signs no more.
key-fault-key-expired = That time is over.
key-fault-key-life = Keys are made for this year and the next.
key-fault-key-lead = From 0 to 365 days.
key-fault-key-role = Choose what the key signs.
key-fault-key-use = Keys for entitlements and payout lists need a province; all others are for the whole country. Only keys for entitlements have a programme.
key-fault-token-gone = The token that holds the keys does not answer. Nothing has changed; look at the token, then approve again.
key-fault-token-pin-wrong = The token refuses its PIN. Mend the PIN where it is kept, then approve again; the wrong one is not tried twice.
key-fault-token-pin-locked = The token has locked its PIN. Whoever keeps the token has to unlock it.
key-fault-other = It cannot be done. Nothing has changed; see the server’s log.

command-key-line = { $kid }  { $state }  { $role } · { $province } · { $programme } · { $year } · { $since } – { $until } · { $place }
command-key-proposed = Proposal { $number } is written down. Another administrator approves it with: cardsvc keys approve { $number } --by ACCOUNT
command-key-waiting = Proposal { $number } by { $user }: { $deed } { $subject }
command-key-none-waiting = No proposal is waiting.
command-password = Password of { $user }
command-code = Authenticator code of { $user }
command-not-administrator = Account, password or code is wrong, or the account is no administrator’s.
command-sign-in-first = Sign in to the centre’s pages once, to change the password and set up an authenticator app.
