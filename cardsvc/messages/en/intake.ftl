# Bringing in payout lists: upload, preview, acceptance.
# dynamic: list-column-
# dynamic: list-refusal-

lists-title = Payout lists
lists-taken = Lists brought in, newest first
lists-none = No list was brought in yet.
list-number = No.
list-file = List file
list-period = Payout period (month)
list-rows = Rows
list-taken-at = Brought in
list-upload-title = Bring in a new list
list-preview = Preview
list-preview-hint = An Excel (.xlsx) or CSV file of up to 16 MB. Nothing is taken at this step.
list-no-office = There is no post office yet. An administrator has to add one first.

list-preview-title = Preview of a list
list-stated = As stated
list-sheet = Sheet
list-header-rows = header in rows { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) }
list-rows-read = { $counted } people; { $good } good rows, { $bad } bad ones
list-rows-stated = the list says { $stated } people
list-total-good = Sum of the good rows
list-total-rows = Sum of all rows
list-total-unknown = not known, because some row's total cannot be read
list-total-stated = the list says { $total }
list-total-same = the same
list-total-differs = not the same
list-verdict-good = All { $good } rows were read without a problem. Check them, then take them.
list-verdict-bad-rows = { $bad } rows have problems. Mend the file and upload it again, or take the { $good } good rows and set the bad ones aside.
list-verdict-whole = The list as a whole has a problem and cannot be taken. Mend the file or choose another period, and upload it again.
list-verdict-no-good-row = There is no good row, so nothing can be taken. Mend the file and upload it again.
list-accept-all = Take all
list-accept-good = Take { $good } good rows, set { $bad } bad ones aside
list-drop = Drop
list-problems-file = Download the problems (CSV)
list-problems = Problems: { $count }
list-problems-more = { $count } more are in the CSV file.
list-at-row = Row
list-at-column = Column
list-value = Value in the file
list-reason = Reason
list-whole = The whole list
list-first-rows = The first { $count } good rows
list-columns = Which column was taken for what
list-heading = Heading in the file
list-taken-as = Taken as
list-ignored = Not used
list-notes = Repaired or to be noticed: { $count }
list-notes-what = None of it stands in the way. Open an entry to see its rows.
list-notes-more = and { $count } rows more
list-taken-value = Taken as

list-column-number = Number
list-column-name = Name
list-column-birth-date = Date of birth
list-column-citizen-number = Citizen number
list-column-address = Address
list-column-category = Category
list-column-coefficient = Coefficient
list-column-monthly = Monthly amount
list-column-months = Months
list-column-arrears = Arrears
list-column-total = Total
list-column-signature = Signature

list-sheet-title = Choose a sheet
list-sheet-read = Read this sheet

list-said-taken = { $people } people taken ({ $new } new), { $dues } dues, { $total } in all.{ $aside ->
    [0] {""}
   *[other] {" "}{ $aside } bad rows were set aside and not taken.
}
list-said-dropped = The list was dropped. Nothing was taken.
list-said-gone = The preview is gone (taken, dropped, or left for more than 2 hours). If the list is not below, upload the file again.
list-said-changed = This file was just uploaded again, so the page before was out of date and nothing was taken. Look at the preview below.

list-refusal-form-file = No file was chosen.
list-refusal-form-programme = No programme was chosen.
list-refusal-form-province = No province was chosen.
list-refusal-form-office = No post office was chosen.
list-refusal-form-period = The payout period must be a month, as 2026-11.
list-refusal-office-unknown = There is no post office { $office }.
list-refusal-list-office-of-another-province = Post office { $office } is not in the chosen province.
list-refusal-list-already-imported = This file was taken before (list { NUMBER($list, useGrouping: 0) }). It is not taken twice.
list-refusal-list-due-twice = Not taken: the people in rows { $rows } are already owed for the same period and programme. Check whether the list was made twice.
list-refusal-rates-programme-unknown = There is no programme { $programme }.
list-refusal-rates-no-standard = There is no standard of programme { $programme } for { $period } yet.
list-refusal-other = This list cannot be taken (code { $code }).
