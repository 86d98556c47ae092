# Long runs: how far, paused, gone on with.
# dynamic: run-kind-
# dynamic: run-state-
# dynamic: run-said-

nav-runs = Runs
runs-title = Long runs
runs-hint = Each can be paused and resumed at any time. What is done stays done, even if the machine goes off.
runs-none = There is none yet.
run-number = No.
run-kind = Work
run-share = Done
run-count = { $done }/{ $total }
run-state = State
run-started = Started
run-pause = Pause
run-resume = Resume
run-fault = Reason: { $code ->
    [file-no-room] the disk where the centre keeps its state is full: make room, then resume
    [file-read-only] that disk takes no changes: check it, mount it for writing, then resume
    [file-denied] the service may not write to its folder: give it back to the service’s user, then resume
    [file-broken] the disk reports an error: look at it before resuming
   *[other] { $code }
 }
run-state-running = Running
run-state-paused = Paused
run-state-done = Done
run-state-failed = Stopped by a fault
run-kind-list = Taking in and publishing a payout list
run-kind-sheets = QR sheets
run-kind-expiring-records = Renew records on cards
run-kind-other = Other work
run-said-run-unknown = There is no such run.
run-said-run-not-running = It is not running, so it cannot be paused.
run-said-run-not-resting = It is running or done.
