# Inspection: progress, call-backs, what is unusual.
# dynamic: call-result-
# dynamic: pattern-kind-
# dynamic: pattern-told-
# dynamic: decision-refused-

nav-inspection = Inspection
inspection-title = Inspection
inspection-progress = Progress of the month
inspection-draws = Call-backs
inspection-patterns = Unusual at counters
inspection-chart = Share paid, { $month }
inspection-nothing = Nothing is due for { $month } yet.

pattern-what = These numbers say where to look; they say of nobody that they did wrong. A neighbour may collect for a whole hamlet, and a flood sends everybody to the list.
pattern-choose = Choose an office and a month.
pattern-none = Nothing unusual. Tellers with fewer than { $least } payouts in the month are left out.
pattern-teller = Teller
pattern-kind = What is unusual
pattern-numbers = Numbers
pattern-kind-fast = Very fast payouts
pattern-kind-hours = Payouts outside hours
pattern-kind-proxy = One proxy for many
pattern-kind-reversed = Many reversals
pattern-kind-list = Many payouts by the list
pattern-told-fast = { $number } of { $of } payouts came less than { $seconds } seconds after the one before (shown from { $threshold }%).
pattern-told-hours = { $number } of { $of } payouts were before { $from }:00 or from { $until }:00 on (shown from { $threshold }%).
pattern-told-proxy = A proxy with a document ending in { $who } collected { $number } payments of different people, of { $of } payouts (shown from { $threshold }). Two people may share the last four digits.
pattern-told-reversed = { $number } reversals to { $of } payouts (shown from { $threshold }%).
pattern-told-list = { $number } of { $of } payouts were made by the list, without card or sheet (shown from { $threshold }%).

draw-what = Each round calls some beneficiaries who are drawn by lot. The seed is fixed before the first payment, so that nobody chooses who is called, and anybody can repeat the draw to check it.
draw-none = There is no round yet.
draw-size = Calls
draw-drawn = Drawn
draw-published = Seed fixed
draw-publish-title = Open a round of call-backs
draw-publish = Fix the seed
draw-publish-what = A random seed is made and its hash goes into the audit trail. This is possible only while nothing of the month has been paid.
draw-title = Round of call-backs { NUMBER($number, useGrouping: 0) }
draw-back = ← All rounds
draw-seed-hash = Hash of the seed (SHA-256)
draw-seed = Seed
draw-payments = Payments on the list
draw-list-hash = Hash of the list
draw-repeat = How to repeat the draw
draw-repeat-what = For each payment, join the 16 octets of the entitlement's id and 2 octets of the month (months since January 2000, high octet first). The hash of the list is SHA-256 over all of these in ascending order, one after another. A payment's lot is HMAC-SHA256, keyed by the seed, over “chitra call-back lot 1”, an octet 0, the hash of the list and the payment's own octets. The smallest lots are drawn, in ascending order.
draw-list-csv = The list drawn from (CSV)
draw-make = Draw
draw-make-what = The list of the month's payments is fixed now, the seed is revealed, and there is no second draw.
draw-calls = Who is called
draw-rank = Order
draw-person = Beneficiary
draw-paid-at = Paid at
draw-result = Answer
draw-entitlement = Entitlement
draw-said-published = The seed is fixed, and its hash is in the audit trail.
draw-said-drawn = Drawn.
draw-said-recorded = The answer is recorded.
call-result-confirmed = Received in full
call-result-not-received = Not received
call-result-not-reached = Not reached
call-result-other-amount = Received another amount
call-told = Amount told
call-keep = Record

decision-refused-draw-size = The number of calls must be from 1 to { $most }.
decision-refused-draw-known = There is a round for this month already.
decision-refused-draw-too-late = Something of this month has been paid, so it is too late: the seed must be there before anybody knows who is paid.
decision-refused-draw-malformed = Choose a province, a programme and a month.
decision-refused-draw-nothing-paid = Nothing of this month has been paid yet.
decision-refused-draw-done = This round has been drawn.
decision-refused-call-unknown = There is no such call in this round.
decision-refused-call-recorded = This person has answered, and an answer is not changed.
decision-refused-call-result = Choose an answer.
decision-refused-call-amount = Where another amount was received, write it in đồng (as 300,000); it must differ from the books.
