# Checking the machine: what was looked at, what was found, how to mend it.
# dynamic: doctor-

nav-doctor = Check the machine
doctor-how = Looks at the card reader, scanner, printer, clock, the line to the centre, certificate, disk and store. It takes less than half a minute, pays nothing and prints nothing.
doctor-run = Check now
doctor-of = Found { $ago }
doctor-column-check = What
doctor-column-level = Result
doctor-column-what = What was found and how to mend it
doctor-level-ok = Well
doctor-level-warn = Look at it
doctor-level-fault = Fault

doctor-reader = Card reader
doctor-scanner = Scanner
doctor-printer = Receipt printer
doctor-clock = Clock
doctor-centre = Centre
doctor-broker = Message broker
doctor-certificate = Terminal certificate
doctor-disk = Disk
doctor-space = Free space
doctor-store = Store
doctor-settled = Unfinished business
doctor-port = The counter's port

doctor-check-failed = This could not be checked ({ $cause }).
doctor-check-failed-do = Check again. If it stays, send this code to support.
doctor-check-too-slow = There was no result after { $seconds } seconds.
doctor-check-too-slow-do = The device may hang. Plug it in again, or restart the machine, and check again.

doctor-reader-ready = Ready: { $name }.
doctor-reader-simulated = The reader is simulated: no real money is paid.
doctor-reader-simulated-do = To pay for real, remove reader = "simulated" from counter.toml and plug in a PC/SC reader.
doctor-reader-absent = { $problem ->
    [pyscard-missing] The software for card readers is not installed.
    [pcscd-not-running] The card reader service is not running.
    [no-matching-reader] There is a reader, but not the one chosen for this counter.
    [no-reader] No card reader is plugged in.
   *[other] The card reader is not ready ({ $problem }).
}
doctor-reader-absent-do = { $problem ->
    [pyscard-missing] Install it: { $remedy }
    [pcscd-not-running] Linux: { $remedy }. Windows: start the service “Smart Card”.
    [no-matching-reader] Correct `reader` in counter.toml, or leave it empty for the first reader.
   *[other] Plug the reader into another USB port. On Linux, pcsc_scan shows it (apt install pcsc-tools).
}

doctor-scanner-none = No scanner port is set: a keyboard scanner, the camera or image files are used.
doctor-scanner-ready = Ready at { $port }.
doctor-scanner-elsewhere = Over the network: { $port }. Scan a code to try it.
doctor-scanner-absent = There is no scanner at { $port }.
doctor-scanner-absent-do = Plug the scanner in again; if its port has another name now, correct `scanner_port` in counter.toml. On Linux use the lasting name in /dev/serial/by-id/.
doctor-scanner-not-allowed = The program may not use { $port }.
doctor-scanner-not-allowed-do = Run: usermod -aG dialout chitra, and restart the service chitra-counter.

doctor-printer-none = No receipt printer is set: the browser prints.
doctor-printer-ready = Ready: { $printer }.
doctor-printer-says-nothing = It is at { $printer }; this printer says nothing of itself. Print one to try it.
doctor-printer-fault = { $fault ->
    [printer-no-paper] The printer is out of paper.
    [printer-cover-open] The printer's cover is open.
    [printer-jammed] The printer is jammed.
    [printer-silent] The printer does not answer.
    [printer-in-use] Another program is using the printer.
    [printer-not-allowed] The program may not use the printer.
    [printer-driver-missing] The software for USB printers is missing.
   *[other] There is no printer { $printer }.
}
doctor-printer-fault-do = { $fault ->
    [printer-no-paper] Put in a new roll.
    [printer-cover-open] Close the cover.
    [printer-jammed] Switch the printer off, free the paper, switch it on.
    [printer-in-use] Close the other program, or take the printer out of the system's print queue.
    [printer-not-allowed] Run: usermod -aG lp chitra, and restart the service chitra-counter.
    [printer-driver-missing] Run: apt install libusb-1.0-0 && pip install pyusb
   *[other] Look at the printer's power and cable, then at `printer` in counter.toml. Meanwhile print receipts from the browser.
}

doctor-clock-right = Right; { $seconds } seconds from the centre's.
doctor-clock-off = { $side ->
    [ahead] { $seconds } seconds ahead of the centre.
   *[behind] { $seconds } seconds behind the centre.
}
doctor-clock-off-do = Linux: timedatectl set-ntp true (apt install systemd-timesyncd). Windows: w32tm /resync.
doctor-clock-behind-journal = { $seconds } seconds behind the journal's last entry: the counter will refuse to pay.
doctor-clock-behind-journal-do = Set the date and time: timedatectl set-ntp true (Windows: w32tm /resync). If the machine's time is right, a supervisor confirms it on the supervisor's page. The mainboard's battery may be empty.
doctor-clock-unproved = Not compared: the centre does not answer.
doctor-clock-unproved-do = Compare the machine's clock with another one, and check again once there is a network.

doctor-centre-answers = { $host } answered in { $millis } ms.
doctor-centre-silent = { $host } does not answer ({ $fault }). Last contact: { $contact ->
    [none] never
   *[other] { $contact }
}. The counter still pays offline, within its limits.
doctor-centre-silent-do = Look at the network cable, the firewall and `centre_url` in counter.toml; open that address in a browser to try it.
doctor-centre-refuses = { $host } answers but does not accept this terminal ({ $fault }).
doctor-centre-refuses-do = If the clock is off, set it first. Otherwise ask the centre whether this terminal is enrolled, revoked or quarantined.

doctor-certificate-good = It counts for { $days } more days, for this machine's key.
doctor-certificate-soon = It counts for { $days } more days.
doctor-certificate-soon-do = Ask the centre for a new certificate now; the counter fetches it by itself.
doctor-certificate-expired = It expired { $days } days ago: no card can be paid.
doctor-certificate-expired-do = Ask the centre for a new certificate, and go online so that the counter fetches it. QR sheets can still be paid.
doctor-certificate-missing = There is no valid certificate for this machine's key: no card can be paid.
doctor-certificate-missing-do = Have the centre enrol this public key, and go online: { $key }
doctor-certificate-other-key = The certificate is not for this machine's key.
doctor-certificate-other-key-do = terminal.key was replaced. Put the right file back, or have the centre enrol the new key: { $key }
doctor-key-unreadable = terminal.key cannot be read ({ $cause }).
doctor-key-unreadable-do = It must be there, readable by the counter's user alone: chown chitra terminal.key && chmod 600 terminal.key. If it is lost, make a new counter and enrol its key.

doctor-disk-true = Writes durably in { $micros } µs, and reads back what was written.
doctor-disk-too-quick = The disk says after { $micros } µs that it has written: it may say so too early, and a power cut would lose payouts.
doctor-disk-too-quick-do = Switch the drive's write cache off (hdparm -W0), do without eatmydata and nobarrier; on a virtual machine without the cache mode “unsafe”. A drive with its own power reserve is all right.
doctor-disk-memory = The counter's folder is in memory ({ $kind }): switched off, all is lost.
doctor-disk-memory-do = Take the folder to a real disk with `counter move`.
doctor-disk-network = The counter's folder is on a network drive ({ $kind }): a SQLite store may break there.
doctor-disk-network-do = Take the folder to a disk in this machine with `counter move`, or use PostgreSQL.
doctor-disk-forgets = The disk gives back something else than was written. Do not pay on this machine.
doctor-disk-forgets-do = Copy the store to another disk now with `counter backup`, then replace the disk.
doctor-disk-broken = The counter's folder cannot be written to ({ $cause }).
doctor-disk-broken-do = Free some space; look at the folder's rights and at the drive (dmesg, smartctl -a).

doctor-space-enough = { $megabytes } MB are free.
doctor-space-low = Only { $megabytes } MB are free.
doctor-space-low-do = Tidy up: apt clean, journalctl --vacuum-size=100M, remove old backups.
doctor-space-none = Only { $megabytes } MB are free: soon no payout can be written.
doctor-space-none-do = Tidy up before anything else is paid: apt clean, journalctl --vacuum-size=100M.

doctor-store-wal = SQLite { $version } with its WAL: this build has the WAL-reset fault mended.
doctor-store-rollback = SQLite { $version } has the WAL-reset fault, so the rollback journal is used: safe, but about four times slower.
doctor-store-rollback-do = Install pysqlite3 (pip install pysqlite3) or a Python with SQLite 3.51.3 or newer. Never open this store with two builds of SQLite at once.
doctor-store-postgresql = PostgreSQL. The disk of its server cannot be checked from here.
doctor-store-absent = There is no store yet ({ $cause }).
doctor-store-absent-do = The first `counter run` makes it. If this counter has run before, look at `database_url`: do not pay on an empty store.
doctor-store-older = The store is at revision { $cause }, older than the program.
doctor-store-older-do = The next `counter run` upgrades it. Make a backup first.
doctor-store-newer = The store is at revision { $cause }, newer than the program.
doctor-store-newer-do = Install the newer program again; do not run this one on that store.
doctor-store-unreadable = The store cannot be opened ({ $cause }).
doctor-store-unreadable-do = Look at `database_url`, at the file's rights, at whether PostgreSQL runs. Do not delete the store: it may hold what was not sent.

doctor-nothing-open = Nothing waits to be settled.
doctor-unsettled = Outcome not known: { $intents }. Waiting to be confirmed: { $confirmations }. Set aside by the centre: { $letters }.
doctor-unsettled-do = Go online to have the rest confirmed; a supervisor settles the others. Until then do not wipe, upgrade or move the store.

doctor-port-serving = The counter is running at { $url }.
doctor-port-free = Port { $port } is free: the counter is not running and can be started.
doctor-port-taken = Another program has port { $port }.
doctor-port-taken-do = Find it (ss -ltnp, Windows: netstat -abno), or change `port` in counter.toml.

doctor-broker-answers = { $nodes } { $nodes ->
    [one] node lets
   *[other] nodes let
} this terminal in, within { $millis } ms.
doctor-broker-client-missing = The broker's client is not installed: confirmations go by HTTP.
doctor-broker-client-missing-do = Install it: pip install 'chitra[nats]', and restart the counter; or remove broker_urls from counter.toml.
doctor-broker-ca = The certificates of the broker's authority in { $path } cannot be read: confirmations go by HTTP.
doctor-broker-ca-do = Put the file there that the centre gave (ca.pem), readable for the counter's user, or correct broker_ca in counter.toml.
doctor-broker-no-pass = There is no pass to the broker in { $file }: confirmations go by HTTP.
doctor-broker-no-pass-do = The counter asks the centre for one by itself as soon as it has something to send. If it stays so, see what is said of the centre, and ask there whether the broker has its keys (cardsvc broker config).
doctor-broker-pass-over = The pass to the broker in { $file } has run out: confirmations go by HTTP.
doctor-broker-pass-over-do = The counter asks the centre for another by itself. If it stays so, see what is said of the centre and of the clock.
doctor-broker-unreachable = No node of the broker lets this terminal in ({ $nodes }): confirmations go by HTTP.
doctor-broker-unreachable-do = Is port 4222 open towards these addresses? Are they right in counter.toml (broker_urls)? Do the nodes' certificates bear these names? The centre sees by “nats-server --signal” and /healthz whether they run. New keys at the broker: the counter fetches a new pass by itself.
doctor-broker-nodes-away = These nodes do not answer: { $nodes }. The others do, and nothing is late.
doctor-broker-nodes-away-do = Tell the centre: the broker runs on two of three nodes and stops at one. If only this office cannot reach them, look at its firewall.
doctor-broker-no-stream = The broker answers, and has no place for province { $province }: confirmations go by HTTP.
doctor-broker-no-stream-do = Tell the centre: it lacks “cardsvc broker setup” for this province, or two of the three nodes are down.
