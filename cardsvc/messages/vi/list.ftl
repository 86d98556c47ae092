# Danh sách chi trả: những dòng không nhận được, những chỗ đã sửa, những tệp không đọc được.
# dynamic: list-problem-
# dynamic: list-note-
# dynamic: list-format-

list-problem-missing = Ô này để trống
list-problem-formula-error = Công thức trong ô bị lỗi
list-problem-name-not-a-name = Không phải là họ tên
list-problem-name-too-long = Họ tên quá dài
list-problem-birth-date-not-a-date = Không phải ngày sinh: cần ghi ngày/tháng/năm, hoặc chỉ năm sinh
list-problem-birth-date-two-digit-year = Năm sinh chỉ có hai chữ số: cần ghi đủ bốn chữ số
list-problem-birth-date-out-of-range = Ngày sinh sau kỳ chi trả { $period }
list-problem-citizen-number-not-12-digits = Số CCCD phải có 12 chữ số, ở đây có { $digits }
list-problem-citizen-number-old-9-digits = Đây là số CMND cũ có 9 chữ số: cần số CCCD 12 chữ số
list-problem-citizen-number-digits-lost = Excel đã ghi số CCCD ở dạng rút gọn nên mất chữ số: cần nhập lại
list-problem-citizen-number-contradicts-birth-year =
    Số CCCD là của người sinh năm { NUMBER($number_year, useGrouping: 0) }, nhưng danh sách ghi sinh năm { NUMBER($birth_year, useGrouping: 0) }
list-problem-category-unknown = Không có loại đối tượng này
list-problem-category-not-in-force = Loại đối tượng “{ $category }” không còn hoặc chưa áp dụng cho kỳ { $period }
list-problem-coefficient-not-in-tenths = Hệ số phải là số dương có nhiều nhất một chữ số thập phân
list-problem-coefficient-not-the-categorys = Hệ số của “{ $category }” là { $expected }
list-problem-not-a-number = Không phải là số
list-problem-number-not-whole = Số phải là số nguyên
list-problem-amount-out-of-range = Số tiền phải từ 0 đến { $most_vnd } đồng
list-problem-amount-not-standard-times-coefficient =
    Mức trợ cấp phải là { $expected_vnd } đồng (mức chuẩn { $standard_vnd } đồng × hệ số { $coefficient })
list-problem-amount-below-the-least = Mức hỗ trợ phải từ { $least_vnd } đồng trở lên
list-problem-months-out-of-range = Số tháng phải từ 1 đến { $most }
list-problem-months-cross-a-rate-change = Mức chuẩn thay đổi trong các tháng này: cần lập riêng từng tháng
list-problem-total-not-the-sum = Tổng tiền phải là { $expected_vnd } đồng (mức trợ cấp × số tháng + truy lĩnh)
list-problem-nothing-to-pay = Không có tiền để chi trả
list-problem-same-person-twice = Trùng số CCCD với dòng { NUMBER($other_row, useGrouping: 0) }
list-problem-same-person-elsewhere =
    Cùng số CCCD, cùng chương trình và cùng kỳ, đã có ở danh sách số { NUMBER($list, useGrouping: 0) } (tỉnh { $province }, bưu cục { $office }), dòng { NUMBER($other_row, useGrouping: 0) }
list-problem-owed-already = Đã có khoản phải chi kỳ { $period } trong chương trình này, ở bưu cục { $office }
list-problem-age-too-young = Chưa đủ { $least } tuổi ({ $source })
list-problem-age-too-old = Đã quá { $most } tuổi ({ $source })
list-problem-age-not-poor =
    Từ { $poor_from } đến dưới { $least } tuổi chỉ được hưởng nếu thuộc hộ nghèo, hộ cận nghèo; danh sách không ghi ({ $source })
list-problem-reported-dead = Đã báo tử ngày { $died_on }: chỉ được chi đến hết tháng mất (Nghị định 20/2021/NĐ-CP, Điều 8)
list-problem-payment-ended = Đã có quyết định thôi hưởng từ kỳ { $period }
list-problem-payment-suspended = Đang tạm dừng chi từ kỳ { $period }. Cho hưởng lại trước, hoặc để riêng dòng này
list-problem-past-the-end = Chế độ này chỉ chi tối đa { $most } tháng liền nhau; tháng cuối của người này là { $period }
list-problem-office-list-too-long = Danh sách có { $lines } khoản cho bưu cục { $office }, nhiều hơn { $most } khoản mà một bưu cục nhận được. Hãy tách danh sách cho nhiều bưu cục
list-problem-stated-total-differs =
    Dòng tổng cộng ghi { $stated_vnd } đồng, nhưng cộng các dòng được { $sum_vnd } đồng
list-problem-stated-count-differs = Danh sách ghi { $stated } người, nhưng đếm được { $counted } người
list-problem-stated-period-differs = Tiêu đề ghi tháng { $stated }, nhưng kỳ đã chọn là tháng { $period }
list-problem-unit-not-dong = Tiêu đề ghi đơn vị tính là nghìn đồng hoặc triệu đồng: số tiền phải ghi bằng đồng

list-note-leading-zero-restored = Đã thêm lại số 0 ở đầu
list-note-number-spaces-removed = Đã bỏ dấu cách, dấu chấm trong số CCCD
list-note-letters-composed = Đã chuyển chữ và dấu rời thành chữ có dấu (Unicode dựng sẵn)
list-note-spaces-collapsed = Đã bỏ dấu cách thừa
list-note-number-was-text = Số được ghi ở dạng chữ
list-note-date-was-serial = Ngày được ghi bằng số thứ tự ngày của Excel
list-note-bare-year = Chỉ có năm sinh
list-note-date-perhaps-swapped = Ngày và tháng có thể đã bị đổi chỗ: hãy kiểm tra
list-note-months-assumed = Số tháng để trống: lấy là 1
list-note-arrears-assumed = Truy lĩnh để trống: lấy là 0
list-note-address-blank = Địa chỉ để trống
list-note-two-entitlements = Người này có hai chế độ, xem thêm dòng { NUMBER($other_row, useGrouping: 0) }
list-note-same-name-and-birth-date =
    Trùng họ tên và ngày sinh với dòng { NUMBER($other_row, useGrouping: 0) } nhưng khác số CCCD
list-note-group-line = Dòng tên nhóm: bỏ qua
list-note-subtotal-line = Dòng cộng từng phần: bỏ qua
list-note-header-repeated = Dòng tiêu đề lặp lại: bỏ qua
list-note-numbered-blank-line = Dòng chỉ có số thứ tự: bỏ qua
list-note-no-totals-row = Danh sách không có dòng tổng cộng để đối chiếu
list-note-stated-total-not-checked =
    Chưa đối chiếu được tổng cộng { $stated_vnd } đồng vì có dòng không đọc được tổng tiền
list-note-encoding-assumed = Tệp không phải UTF-8: đã đọc theo bảng mã { $encoding }, hãy kiểm tra chữ có dấu

list-format-file-empty = Tệp trống
list-format-file-too-large = Tệp quá lớn
list-format-not-a-spreadsheet = Đây không phải tệp Excel (.xlsx) hay CSV
list-format-old-excel = Đây là tệp Excel kiểu cũ (.xls): hãy lưu lại thành .xlsx
list-format-open-document = Đây là tệp OpenDocument (.ods): hãy lưu lại thành .xlsx
list-format-binary-workbook = Đây là tệp Excel nhị phân (.xlsb): hãy lưu lại thành .xlsx
list-format-html = Đây là trang web mang tên tệp Excel: hãy mở ra và lưu lại thành .xlsx
list-format-encrypted = Tệp có mật khẩu: hãy gỡ mật khẩu rồi thử lại
list-format-macros = Tệp có chứa macro: hãy lưu lại thành .xlsx không có macro
list-format-unpacks-too-large = Nội dung nén trong tệp quá lớn
list-format-workbook-damaged = Tệp Excel bị hỏng
list-format-csv-damaged = Tệp CSV bị hỏng
list-format-encoding-unknown = Không nhận ra bảng mã của tệp: hãy lưu lại theo UTF-8
list-format-cell-too-long = Dòng { NUMBER($row, useGrouping: 0) } có một ô dài hơn { $most } ký tự
list-format-too-many-rows = Danh sách có hơn { $most } dòng: hãy chia nhỏ
list-format-header-not-found =
    Không tìm thấy dòng tiêu đề trong { $rows } dòng đầu. Cần có các cột: { $looked_for }
list-format-columns-missing =
    Dòng tiêu đề (dòng { NUMBER($row, useGrouping: 0) }) thiếu cột: { $missing }. Đã thấy: { $found }
list-format-heading-twice =
    Dòng tiêu đề (dòng { NUMBER($row, useGrouping: 0) }) có hai cột cùng nghĩa: “{ $heading }” và “{ $other }”
list-format-no-rows = Không có người nào dưới dòng tiêu đề
list-format-several-lists = Có nhiều trang tính chứa danh sách ({ $sheets }): hãy chọn một
list-format-sheet-not-found = Không có trang tính “{ $sheet }”
