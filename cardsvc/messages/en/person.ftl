# People: details, proxy, notes, deaths reported, history.
# dynamic: home-
# dynamic: history-
# dynamic: look-
# dynamic: person-fault-

people-filter = Show only
people-at-home = Paid at home
people-with-proxy = With a proxy
people-proxy-ending = Authorisation ends within 30 days
people-proxy-over = Authorisation has run out
people-proxy-busy = Proxy who collects for many
people-no-photo = Without a photo
people-dead = Reported dead

office-code = Office code
person-age = { $age } years old
person-home = Paid at home
person-note = Note for the counter
person-proxy = Proxy
person-photo = Photo (JPEG or PNG)
person-photo-of = Photo of { $name }
person-photo-keep = Upload the photo
person-no-photo = No photo yet
person-reason = Reason
person-day-hint = day/month/year
person-keep = Save
person-back = Back without saving
person-said-kept = Saved.

person-edit-details = Correct details
person-edit-details-hint = What was there stays in the history. If only the year of birth is known, write its four digits. Cards and sheets already issued keep what they say: after a change of name or birth, issue them again.
person-edit-proxy = Set a proxy
person-edit-proxy-hint = By a certified authorisation, good for 12 months at most. The proxy before, if any, is no longer good.
person-edit-proxy-end = Remove the proxy
person-edit-proxy-end-hint = Counters no longer show this proxy from their next update on.
person-edit-care = Note, payout at home
person-edit-care-hint = The teller sees the note when paying. Keep it short; no numbers of papers, nothing of illnesses.
person-edit-death = Report a death
person-edit-death-hint = Everything due to this person is held at once, and card and sheet stop paying. Ending the benefit is approved apart.
person-edit-death-back = Take back the report of death
person-edit-death-back-hint = For a report about the wrong person. Dues are payable again from the next update on.

home-no = No
home-age = Yes: 80 or older, has asked
home-illness = Yes: disabled or ill, cannot come
home-tag = At home
proxy-tag = Has a proxy
proxy-tag-over = Authorisation over
proxy-name = Proxy's full name
proxy-number = Proxy's citizen number
proxy-document = Number of the authorisation
proxy-certifier = Certified by
proxy-certified-on = Certified on
proxy-until = Last day
proxy-good = Good up to and including { $day }
proxy-over = Ran out on { $day }
proxy-paper = Paper no. { $document }, certified by { $certifier } on { $day }
proxy-serves-many = This proxy now collects for { $count } people. Please check.

death-stands = Reported dead: died on { $day } (according to { $source }).
death-holds = Everything due to this person is held; card and sheet do not pay.
death-on = Day of death
death-source = Known from (number of the certificate, who says so)

history-title = History of changes
history-none = No changes yet.
history-at = At
history-what = What
history-before = Before
history-after = After
history-why = Reason
history-by = By
history-list = By list no. { $number }
history-name = Full name
history-birth = Date of birth
history-address = Address
history-office = Office
history-home = Paid at home
history-note = Note
history-photo = Photo
history-proxy = Proxy
history-death = Death reported

looks-title = Who looked and did what
looks-what = What
look-person-viewed = Viewed the page
look-person-corrected = Corrected details
look-proxy-set = Set a proxy
look-proxy-ended = Removed the proxy
look-care-changed = Changed note or payout at home
look-photo-kept = Changed the photo
look-death-reported = Reported a death
look-death-taken-back = Took back a report of death

person-fault-typed-missing = Not filled in: { $field }.
person-fault-typed-too-long = { $field }: longer than { $most } letters.
person-fault-typed-not-a-name = { $field }: not a name. Use letters and spaces only.
person-fault-typed-not-a-day = { $field }: not a date. Write day/month/year, as 05/11/2026.
person-fault-typed-not-12-digits = { $field }: needs all 12 digits.
person-fault-birth-not-of-number = The citizen number is of somebody born in { $year }. Check the date of birth.
person-fault-birth-in-the-future = The date of birth is in the future. Check it.
person-fault-home-reason = Choose a reason for payout at home from the list.
person-fault-home-too-young = This person is not yet { $age }. If they cannot come, choose disability or illness.
person-fault-proxy-is-the-person = This is the beneficiary's own citizen number. Enter the proxy's.
person-fault-proxy-certified-later = The day of certification is in the future. Check the paper.
person-fault-proxy-expired = This authorisation has run out. A new one is needed.
person-fault-proxy-ends-before = The last day is before the day of certification. Check the paper.
person-fault-proxy-too-long = An authorisation is good for { $months } months at most from its certification. Check the last day.
person-fault-proxy-unknown = This person has no proxy.
person-fault-photo-missing = No photo chosen. Choose a file, then upload it.
person-fault-photo-too-large = The photo is too large. Take or save it smaller, then upload it.
person-fault-photo-unreadable = This file is no readable JPEG or PNG picture. Choose another.
person-fault-photo-too-small = The photo is too small: it needs { $width } × { $height } pixels at least.
person-fault-death-in-the-future = The day of death is in the future. Check it.
person-fault-death-before-birth = The day of death is before the birth. Check it.
person-fault-death-reported-already = This person is already reported dead.
person-fault-death-not-reported = This person is not reported dead.
