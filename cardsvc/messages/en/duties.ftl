# What is to be done by when; payments suspended, ended and resumed.
# dynamic: stop-reason-

nav-duties = To do
duties-title = To do, { $day }
duties-lists = Next month's lists
duties-no-lists = No programme pays by the month yet.
duties-tet = Tết is on { $day }: { $first } and { $second } are paid together.
duties-no-tet = The table of Tết ends before next year: add to the calendar's figures.
duties-reports = This month's report
duties-no-reports = Nothing is due yet.
duties-uncollected = Uncollected for { $months } months in a row or more: to be suspended
duties-uncollected-hint = Open a person to propose it; it is stopped once somebody else approves.
duties-dead = Reported dead: to be ended
duties-dead-hint = Payment stops from the month after death; what is due up to the month of death can be collected.
duties-suspended = Suspended
duties-suspended-hint = Resumed with arrears once the reason is gone.
duties-several = Two benefits that may not be held together
duties-several-hint = Only the highest may be held.
duties-ending = Months running out
duties-ending-hint = Benefits of limited length, such as unemployment insurance.
duty-done = Complete
duty-late = Overdue
duty-days = { $days ->
    [0] Due today
    [one] { $days } day left
   *[other] { $days } days left
}
duty-by = Last day
duty-offices = Offices with a list
duty-carried = Carried over
duty-nobody = Nobody.
duty-shown = { $shown } of { $total } shown
duty-uncollected-since = Uncollected since
duty-stop-from = Stop from
duty-stopped-since = Stopped from
duty-last-month = Last month

payments-title = Stopping and resuming payment
payments-stopped = Stopped
payments-stop = Propose a stop
payments-resume = Propose a resumption
payments-stop-proposed = A stop, waiting for approval
payments-resume-proposed = A resumption, waiting for approval
payments-which = Benefits
payments-carried = uncollected:
payments-reason = Reason
payments-first-month = Not paid from
payments-from = not paid from { $month }
payments-happened-on = Day it happened (if known)
payments-death-hint = After a death: not paid from the month after.
payments-through = months added up to { $month }
payments-through-month = Add the months no list has named, up to
payments-with-arrears = With arrears for the months stopped
payments-without-arrears = without arrears
payments-nothing = This person has no monthly benefit.
stop-for-now = suspended
stop-final = ended
stop-reason-uncollected = Uncollected for months
stop-reason-detained = Detained
stop-reason-review-refused = Refused re-verification
stop-reason-death = Death
stop-reason-missing = Missing
stop-reason-prison = In prison
stop-reason-refused = Refused the benefit
