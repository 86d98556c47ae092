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
