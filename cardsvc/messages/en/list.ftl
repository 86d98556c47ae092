# Payout lists: rows that cannot be taken, what was repaired, files that cannot be read.
# dynamic: list-problem-
# dynamic: list-note-
# dynamic: list-format-

list-problem-missing = The cell is blank
list-problem-formula-error = The formula in the cell has an error
list-problem-name-not-a-name = Not a person's name
list-problem-name-too-long = The name is too long
list-problem-birth-date-not-a-date = Not a date of birth: give day/month/year, or the year alone
list-problem-birth-date-two-digit-year = The year has two digits only: give all four
list-problem-birth-date-out-of-range = The date of birth is after the payout period { $period }
list-problem-citizen-number-not-12-digits = A citizen number has 12 digits, this one has { $digits }
list-problem-citizen-number-old-9-digits = This is an old 9-digit identity number: the 12-digit number is needed
list-problem-citizen-number-digits-lost = Excel shortened the number and lost digits: enter it again
list-problem-citizen-number-contradicts-birth-year =
    The number belongs to someone born in { NUMBER($number_year, useGrouping: 0) }, but the list says { NUMBER($birth_year, useGrouping: 0) }
list-problem-category-unknown = There is no such category
list-problem-category-not-in-force = The category “{ $category }” does not apply in { $period }
list-problem-coefficient-not-in-tenths = A coefficient is a positive number with one decimal at most
list-problem-coefficient-not-the-categorys = The coefficient of “{ $category }” is { $expected }
list-problem-not-a-number = Not a number
list-problem-number-not-whole = The number must be whole
list-problem-amount-out-of-range = The amount must be from 0 to { $most_vnd } đồng
list-problem-amount-not-standard-times-coefficient =
    The monthly amount must be { $expected_vnd } đồng (standard { $standard_vnd } đồng × coefficient { $coefficient })
list-problem-amount-below-the-least = The grant must be at least { $least_vnd } đồng
list-problem-months-out-of-range = The number of months must be from 1 to { $most }
list-problem-months-cross-a-rate-change = The standard changes within these months: list each month by itself
list-problem-total-not-the-sum = The total must be { $expected_vnd } đồng (monthly amount × months + arrears)
list-problem-nothing-to-pay = There is nothing to pay
list-problem-same-person-twice = Same citizen number as row { NUMBER($other_row, useGrouping: 0) }
list-problem-same-person-elsewhere =
    Same citizen number, programme and period as list { NUMBER($list, useGrouping: 0) } (province { $province }, office { $office }), row { NUMBER($other_row, useGrouping: 0) }
list-problem-owed-already = Already owed for { $period } in this programme, at office { $office }
list-problem-age-too-young = Not yet { $least } years old ({ $source })
list-problem-age-too-old = Older than { $most } ({ $source })
list-problem-age-not-poor =
    From { $poor_from } and below { $least } only in poor or near-poor households, which the list does not say ({ $source })
list-problem-reported-dead = Reported dead on { $died_on }: owed up to the month of death only (Decree 20/2021 Art. 8)
list-problem-payment-ended = By decision, payment has ended from { $period } on
list-problem-payment-suspended = Payment is suspended from { $period } on. Resume it first, or set this row aside
list-problem-past-the-end = This benefit is paid for { $most } months in a row at most; the last one of this person’s is { $period }
list-problem-office-list-too-long = The list has { $lines } payments for office { $office }, more than the { $most } that one office can take. Divide it among several offices
list-problem-stated-total-differs = The totals row says { $stated_vnd } đồng, but the rows add up to { $sum_vnd } đồng
list-problem-stated-count-differs = The list says { $stated } people, but { $counted } were counted
list-problem-stated-period-differs = The title says { $stated }, but the chosen period is { $period }
list-problem-unit-not-dong = The title says that amounts are in thousands or millions: they must be in đồng

list-note-leading-zero-restored = Leading zero restored
list-note-number-spaces-removed = Spaces or dots removed from the citizen number
list-note-letters-composed = Letters and separate marks composed (Unicode NFC)
list-note-spaces-collapsed = Extra spaces removed
list-note-number-was-text = The number was written as text
list-note-date-was-serial = The date was an Excel serial number
list-note-bare-year = Year of birth only
list-note-date-perhaps-swapped = Day and month may have been swapped: please check
list-note-months-assumed = Months left blank: taken as 1
list-note-arrears-assumed = Arrears left blank: taken as 0
list-note-address-blank = No address
list-note-two-entitlements = This person has two entitlements, see also row { NUMBER($other_row, useGrouping: 0) }
list-note-same-name-and-birth-date =
    Same name and date of birth as row { NUMBER($other_row, useGrouping: 0) }, but another citizen number
list-note-group-line = A group's name: skipped
list-note-subtotal-line = A subtotal: skipped
list-note-header-repeated = The header again: skipped
list-note-numbered-blank-line = A line with a number only: skipped
list-note-no-totals-row = The list has no totals row to check against
list-note-stated-total-not-checked =
    The stated total of { $stated_vnd } đồng was not checked: some row's total cannot be read
list-note-encoding-assumed = The file is not UTF-8: read as { $encoding }, please check accented letters

list-format-file-empty = The file is empty
list-format-file-too-large = The file is too large
list-format-not-a-spreadsheet = This is no Excel (.xlsx) or CSV file
list-format-old-excel = This is an old Excel file (.xls): save it as .xlsx
list-format-open-document = This is an OpenDocument file (.ods): save it as .xlsx
list-format-binary-workbook = This is a binary Excel file (.xlsb): save it as .xlsx
list-format-html = This is a web page named as an Excel file: open it and save it as .xlsx
list-format-encrypted = The file has a password: remove it and try again
list-format-macros = The file holds macros: save it as .xlsx without them
list-format-unpacks-too-large = The file unpacks to too much
list-format-workbook-damaged = The Excel file is damaged
list-format-csv-damaged = The CSV file is damaged
list-format-encoding-unknown = The file's encoding is not known: save it as UTF-8
list-format-cell-too-long = Row { NUMBER($row, useGrouping: 0) } has a cell of more than { $most } characters
list-format-too-many-rows = The list has more than { $most } rows: split it
list-format-header-not-found = No header in the first { $rows } rows. These columns are needed: { $looked_for }
list-format-columns-missing = The header (row { NUMBER($row, useGrouping: 0) }) lacks: { $missing }. It has: { $found }
list-format-heading-twice = The header (row { NUMBER($row, useGrouping: 0) }) has two columns of one meaning: “{ $heading }” and “{ $other }”
list-format-no-rows = There is nobody below the header
list-format-several-lists = Several sheets hold a list ({ $sheets }): choose one
list-format-sheet-not-found = There is no sheet “{ $sheet }”
