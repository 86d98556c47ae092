# Bảng: sắp xếp, lọc, chuyển trang, tải về.

pages = Các trang
page-before = Trang trước
page-after = Trang sau
page-of = Trang { $number } / { $last }
table-rows = (dòng { $first }–{ $last } trong tổng số { $total })
table-none = Không có dòng nào.
table-all = Tất cả
table-xlsx = Tải Excel
table-csv = Tải CSV

owed-count = Số khoản phải chi
paid-count = Số khoản đã chi
unpaid-count = Số khoản chưa chi
