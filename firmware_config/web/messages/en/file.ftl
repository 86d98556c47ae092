error-file-no-room-what = The disk is full
error-file-no-room-why = { $place ->
    [none] A file of this service could not be written: there is no room left.
   *[other] { $place } could not be written: there is no room left.
 } What was there before is unchanged, and nothing is half-written.
error-file-no-room-do = Make room on that disk, then do it again.

error-file-read-only-what = The disk takes no changes
error-file-read-only-why = { $place ->
    [none] A file of this service could not be written: its disk is mounted for reading only.
   *[other] { $place } could not be written: its disk is mounted for reading only.
 } What was there before is unchanged.
error-file-read-only-do = Call support: a disk becomes so after an error. Look at the system's log, check the disk, mount it for writing, then do it again.

error-file-denied-what = The program may not use a file
error-file-denied-why = { $place ->
    [none] The system refused the program a file or a folder.
   *[other] The system refused the program { $place }.
 } What was there before is unchanged.
error-file-denied-do = Give the file and its folder back to the user that the service runs as, then do it again.

error-file-broken-what = The disk is failing
error-file-broken-why = { $place ->
    [none] A file of this service could not be written or read: the disk reports an error.
   *[other] { $place } could not be written or read: the disk reports an error.
 } It is not known whether what you just did was kept.
error-file-broken-do = Call support: look at the disk before going on. Then look whether it is there before doing it again.
