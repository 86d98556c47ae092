# What the counter's commands say.
# dynamic: fault-

fault-journal-of-another-terminal = This store holds the journal of terminal { $found }, and this is { $terminal }. Nothing was started or written. Look at database_url in counter.toml: every terminal needs a store of its own.
