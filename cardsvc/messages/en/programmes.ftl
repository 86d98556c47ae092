# Programmes by province: off, pilot, full; and the words that go with two people deciding.
# dynamic: mode-
# dynamic: decision-refused-
# dynamic: list-refusal-

nav-programmes = Programmes
programmes-title = Programmes by province
programmes-hint = Choose a cell to see it or to propose a change. A list of a programme that is off, or of an office outside the pilot, is not taken.
programmes-caption = { $month }
programmes-names = Names of the programmes

mode = Mode
mode-off = Off
mode-pilot = Pilot
mode-full = Full
mode-off-hint = no list is taken
mode-pilot-hint = paid only at the offices chosen below
mode-full-hint = paid at every office
mode-now = Now
mode-since = from { $month }
mode-later = { $mode } from { $month }
mode-unless-set = as the table of rates has it; nobody has set anything for this place
mode-offices-count = { $count } offices
mode-proposed = A change waiting for approval
mode-change = Propose a change
mode-offices = Offices of the pilot
mode-no-office = This province has no office yet.
mode-first-month = From
mode-past = What was approved, newest first

decision-propose = Propose
decision-propose-hint = Somebody else approves it; nothing changes before.
decision-proposed = Proposed. Somebody else has to approve it.
decision-approve = Approve
decision-approved = Approved.
decision-withdraw = Withdraw
decision-turn-down = Turn down
decision-withdrawn = The proposal no longer stands.
decision-was-withdrawn = This proposal was withdrawn or turned down.
decision-reason = Reason
decision-by = Proposed by { $user }
decision-two = Proposed by { $proposer }, approved by { $approver }
decision-needs-another = This is your own proposal: somebody else has to approve it.
decision-waiting = Waiting
decision-proposer = Proposed by
decision-approver = Approved by
decision-leave = Back

decision-refused-same-person = Who proposed it cannot approve it.
decision-refused-proposal-unknown = There is no such proposal.
decision-refused-proposal-not-open = This proposal was approved or withdrawn already.
decision-refused-already-proposed = A proposal for this place is waiting. Approve or withdraw that one first.
decision-refused-mode-malformed = Choose a mode and a first month.
decision-refused-mode-offices = A pilot needs at least one office.
decision-refused-mode-office-of-another-province = Office { $office } is not in this province.
decision-refused-mode-unchanged = The mode is what it is now: nothing would change.
decision-refused-rates-programme-unknown = There is no programme { $programme }.
decision-refused-rates-standard-twice = This place has a standard from { $period } already.
decision-refused-standard-programme = Choose a programme.
decision-refused-standard-province = There is no such province.
decision-refused-standard-month = The first month must be a month, for example 2026-11.
decision-refused-standard-amount = The standard must be an amount in đồng, for example 550.000.
decision-refused-standard-decree = Name the decree that sets the standard (200 letters at most).
decision-refused-standard-of-individual-amounts = This programme does not follow a standard.
decision-refused-standard-too-early = It can be proposed for months up to { $month }: lists of the months before are still at the old standard.
decision-refused-standard-not-higher = The standard in force here is { $in_force_vnd } đồng; the new one must be higher.
decision-refused-standard-unknown = There is no such standard.
decision-refused-stop-nothing-open = Choose at least one open benefit of this person.
decision-refused-stop-already = This benefit is stopped already.
decision-refused-stop-month = The first month stopped must be a month, for example 2026-11.
decision-refused-stop-day = The day it happened is no date.
decision-refused-stop-reason = Choose a reason.
decision-refused-stop-malformed = This proposal is not about stopping or resuming a payment.
decision-refused-resume-not-stopped = This benefit is not stopped.
decision-refused-resume-is-final = What has ended for good is not resumed.
decision-refused-resume-month = It cannot be resumed for a month before the stop.
decision-refused-nothing-payable = Nothing is left to be paid.
decision-refused-too-many-entitlements = This person has { $count } benefits; a card holds { $limit }.
decision-refused-other = It could not be done (code { $code }).

source-confirm = to be checked
source-confirm-hint = Not yet checked against the text of the decree

list-refusal-list-programme-off = Not taken: “{ $programme }” is off in { $province } in { $period }.
list-refusal-list-office-not-in-pilot = Not taken: in { $period } “{ $programme }” is paid in { $province } at pilot offices only, and { $office } is none of them.
list-refusal-list-past-the-end = Not taken: this benefit is paid for { $most } months in a row at most, and those in rows { $rows } have had them.
list-refusal-list-person-stopped = Not taken: payment has ended for those in rows { $rows }.
