# A new counter asks the centre to take it in: the first page, and the commands.
# dynamic: enrol-
# dynamic: enrol-fault-

enrol-asking = Asking the centre…
enrol-asking-what = This machine is { $place }, office { $office }. It is sending its request to the centre.
enrol-waiting = Waiting to be taken in
enrol-waiting-what = Call an officer at the centre and read the code above aloud. The code there must be the same; if it is not, go no further. This machine is { $place }, office { $office }. The code is good until { $until }.
enrol-approved = Taken in
enrol-approved-what = The centre has taken in { $place }, office { $office }. The teller's page opens by itself in a few seconds.
enrol-refused = The centre refused
enrol-refused-what = An officer at the centre refused { $place }, office { $office }. Call the centre; it may be asked again after { $until }.

enrol-fault-centre-unreachable = The centre cannot be reached. Check the network and the centre's address; the machine tries again.
enrol-fault-centre-slow = The centre is slow. The machine tries again.
enrol-fault-centre-fault = The centre has a fault. The machine tries again.
enrol-fault-proof-clock = This machine's clock is about { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
} { $side ->
    [ahead] ahead of
   *[behind] behind
} the centre's, so the centre takes nothing. Set the clock right.
enrol-fault-office-unknown = The centre knows no office of that code. Run “counter init” again with the right code, or have the centre add the office.
enrol-fault-enrolment-too-many = Too many machines are asking from here. Have the centre work through those that wait; the machine tries again.
enrol-fault-enrolment-audience = The root key (--root) is not this centre's. Run “counter init” again with the right one.
enrol-fault-terminal-revoked = This machine's key was revoked. Make a new counter in another folder.
enrol-fault-bad-signature = The answer is not signed by this centre. Check the centre's address and the root key (--root).
enrol-fault-other = Not yet ({ $code }). The machine tries again; if that goes on, call the centre.

enrol-command-code = This machine's code: { $code }. Read it aloud to the officer at the centre.
enrol-command-done = Taken in: terminal { $terminal }, { $office }.
fault-newcomer-is-counter = { $path } holds a counter that was taken in. Choose another folder with --state.
fault-newcomer-place = The name after --place is too long or has signs that cannot be shown; { $limit } letters at most.
fault-newcomer-refused = The centre refused this machine. Call the centre.
