# dynamic: error-database-

error-database-full-what = The database's disk is full
error-database-full-why = There is no room left to write. What you just did was not kept, and nothing is half-written.
error-database-full-do = Have room made on the disk of the centre's database, then do it again. Counters keep paying meanwhile and send later.
error-database-read-only-what = The database takes no changes
error-database-read-only-why = Its disk is mounted for reading only, or the server is a copy that only reads. What you just did was not kept.
error-database-read-only-do = Call support: look at the disk and at the server's role, then do it again.
error-database-busy-what = The database is busy
error-database-busy-why = Another program holds it, or too many want something of it at once. What you just did was not kept.
error-database-busy-do = Wait a minute, then do it again. If it goes on, call support.
error-database-away-what = The database does not answer
error-database-away-why = The line to it was lost, or it is being started. It is not known whether what you just did was kept.
error-database-away-do = Wait a few minutes, then look whether it is there before doing it again. If it goes on, call support.
error-database-broken-what = The database's disk is failing
error-database-broken-why = The disk reports an error. It is not known whether what you just did was kept.
error-database-broken-do = Call support: look at the disk and the database before going on.
