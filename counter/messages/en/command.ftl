# What the counter's commands say.
# dynamic: fault-

fault-journal-of-another-terminal = This store holds the journal of terminal { $found }, and this is { $terminal }. Nothing was started or written. Look at database_url in counter.toml: every terminal needs a store of its own, unless the office's is on PostgreSQL.

fault-settings-missing = There is no file { $path }. Look at --state, or make a counter with `counter init`.
fault-upgrade-unsettled = Not upgraded: revision { $revision } changes where unfinished business is kept, and { $intents } outcomes are not known and { $confirmations } entries not confirmed. Run the older program again, go online, settle them, then upgrade.
fault-upgrade-store-newer = This counter's data was written by a newer version of the program (store { $found }; this program knows up to { $newest }). Nothing was changed. Install the newer version again; going back to an older one is not possible.
fault-backup-failed = The store could not be copied to { $file } before the upgrade ({ $cause }), so nothing was changed. Make room on the disk and start again.
fault-backup-exists = { $file } is there already. Choose another name; an older backup is never overwritten.
fault-backup-store-absent = There is no file { $file }.
fault-backup-postgresql = The store is on PostgreSQL. Back it up with: pg_dump --format=custom --file={ $file } DATABASE_NAME
fault-backup-unreadable = { $file } is no store that can be read, or it is damaged.
fault-backup-chain-broken = The journal breaks off at entry { $seq }: this copy cannot be used.
fault-backup-incomplete = { $file } lacks an entry that it names itself: this copy cannot be used.
fault-leaving-unsettled = Nothing was done: { $intents } outcomes are not known, { $confirmations } entries not confirmed, { $letters } set aside by the centre{ $shift ->
    [open] , and a shift is open
   *[none] {""}
}. Go online, settle them, and try again.
fault-leaving-running = Nothing was done: port { $port } is in use. Stop the counter first.
fault-leaving-not-named = Nothing was done: this is terminal { $terminal }. Give that id after --terminal.
fault-leaving-elsewhere = Nothing was done: the store is not in { $state }. Look at database_url in counter.toml and take that store elsewhere yourself.
fault-leaving-place-taken = Nothing was done: { $place } is there already, or lies in the counter's own folder.
fault-till-name = The name “{ $name }” cannot be used: small letters, digits, dots and dashes, 32 at most.
fault-till-exists = There is a till “{ $name }” already. Remove it first, or choose another name.
fault-till-unknown = There is no till “{ $name }”.
fault-till-not-a-teller = “{ $user }” is no teller's account. Make one with `counter account --role teller`.
fault-tills-file-line = The file of tills is damaged in line { $line }. Remove that line and make a new token.
fault-counter-silent = The counter does not answer at { $url }. Start it with `counter run`, or give the right address after --url.
fault-counter-nonsense = { $url } answers, but it is no payout counter.
fault-counter-token-missing = The access token is missing. Make one with `counter till add`, and put it into COUNTER_TOKEN or a file after --token-file.
