# A store that an office's counters share (PostgreSQL).
# dynamic: fault-
# dynamic: trouble-

fault-terminal-in-use = Terminal { $terminal } is running somewhere else on this store. Nothing was started or written. End the other program first; each counter needs a terminal code and a key of its own.
fault-store-unreachable = The database server does not answer. Nothing was started or written. Look at PostgreSQL, and at database_url in counter.toml.
trouble-store-unreachable-what = The database server does not answer
trouble-store-unreachable-why = The counter cannot write to the office's store. No cash leaves without a green screen.
trouble-store-unreachable-do = Look at the office's network and the server. Once it is back, present the card or the sheet again: if the card has paid, the screen will say so.
trouble-terminal-in-use-what = This terminal is running somewhere else
trouble-terminal-in-use-why = Another program writes to the store under the same terminal code, so this counter cannot. No cash leaves without a green screen.
trouble-terminal-in-use-do = End the other program or call support, then present the card or the sheet again.

# A disk that does not take what is written: the counter stops writing until somebody has looked and
# started it anew.
# dynamic: doctor-

trouble-store-full-what = The counter's disk is full
trouble-store-full-why = There is no room left to write, so the counter has stopped paying. Hand over no money without a green screen.
trouble-store-full-do = Call a supervisor: make room, run “counter doctor” and start the counter anew. Then present the card or the sheet again: if the card has paid, the screen will say so.
trouble-store-broken-what = The counter's disk is failing
trouble-store-broken-why = The disk did not take what was written, so the counter has stopped paying. Hand over no money without a green screen.
trouble-store-broken-do = Call a supervisor and support: look at the disk and run “counter doctor” before the counter is started anew. Then present the card or the sheet again: if the card has paid, the screen will say so.
doctor-store-full = The disk is full: the counter pays nothing until it is started anew.
doctor-store-full-do = Make room (apt clean, journalctl --vacuum-size=100M), then start the counter anew.
doctor-store-broken = The disk does not take what is written ({ $cause }): the counter pays nothing until it is started anew.
doctor-store-broken-do = Look at the drive (dmesg, smartctl -a) and copy the store to another one with “counter backup” before starting the counter anew.

# What was posted to any other page, or by a till.
# dynamic: error-

error-store-full-what = The counter's disk is full
error-store-full-why = There is no room left to write. It is not known whether what you just did was kept. The counter pays nothing and writes nothing until it is started anew.
error-store-full-do = Call a supervisor: make room, run “counter doctor” and start the counter anew. Then look whether it is there before doing it again.
error-store-broken-what = The counter's disk is failing
error-store-broken-why = The disk did not take what was written. It is not known whether what you just did was kept. The counter pays nothing and writes nothing until it is started anew.
error-store-broken-do = Call a supervisor and support: look at the disk and run “counter doctor” before the counter is started anew. Then look whether it is there before doing it again.
error-store-busy-what = The counter's store is in use
error-store-busy-why = Another program holds it, as a back-up does. What you just did was not kept.
error-store-busy-do = Wait a minute, then do it again. If this goes on, call support: it must not be open in another program.
error-store-unreachable-what = The database server does not answer
error-store-unreachable-why = The counter cannot write to the office's store. It is not known whether what you just did was kept.
error-store-unreachable-do = Look at the office's network and the server. Once it is back, look whether it is there before doing it again.
error-terminal-in-use-what = This terminal is running somewhere else
error-terminal-in-use-why = Another program writes to the store under the same terminal code, so this counter cannot. What you just did was not kept.
error-terminal-in-use-do = End the other program or call support, then do it again.

# A store that cannot be opened at the start.

fault-store-not-a-database = { $file } is no database, or it is damaged. Nothing was started or written. Look at database_url in counter.toml; if the file is the right one, put a copy in its place that “counter restore-check” finds good, and keep the damaged one for support.
fault-store-denied = This user may not read and write { $file } and its folder. Nothing was started. Start the counter as the user who owns the folder, or give it to that user: chown -R USER { $folder }
fault-store-no-folder = There is no folder { $folder } for the store. Nothing was started or written. Is its disk connected? Look at database_url in counter.toml.
fault-store-read-only = The disk of { $file } is read-only. Nothing was started or written. A disk that became so by itself is failing: look at dmesg, take a copy with “counter backup”, then mount it writable (mount -o remount,rw) or replace it.
fault-store-no-room = The disk of { $file } is full. Nothing was started. Make room (apt clean, journalctl --vacuum-size=100M), then start the counter anew.
fault-store-disk-fails = The disk of { $file } cannot be read or written ({ $cause }). Nothing was started. Look at the drive (dmesg, smartctl -a) and copy the store to another one before starting the counter anew.
fault-store-locked = Another program holds { $file }. Nothing was started or written. End that program, or wait for the back-up that is running, then start the counter anew.
fault-store-server-refuses = The database server refuses ({ $cause }). Nothing was started or written. Look at database_url in counter.toml: name, password and database must be those of the server.
