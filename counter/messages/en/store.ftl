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
