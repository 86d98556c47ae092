# Tables: sorting, filters, pages, downloads.

pages = Pages
page-before = Page before
page-after = Next page
page-of = Page { $number } of { $last }
table-rows = (rows { $first }–{ $last } of { $total })
table-none = No rows.
table-all = All
table-xlsx = Download Excel
table-csv = Download CSV

owed-count = Dues
paid-count = Dues paid
unpaid-count = Dues unpaid
