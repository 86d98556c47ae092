# Nhập danh sách chi trả: tải lên, xem trước, nhận.
# dynamic: list-column-
# dynamic: list-refusal-

lists-title = Danh sách chi trả
lists-taken = Các danh sách đã nhận, mới nhất trước
lists-none = Chưa nhận danh sách nào.
list-number = Số
list-file = Tệp danh sách
list-period = Kỳ chi trả (tháng)
list-rows = Số dòng
list-taken-at = Nhận lúc
list-upload-title = Nhập danh sách mới
list-preview = Xem trước
list-preview-hint = Tệp Excel (.xlsx) hoặc CSV, tối đa 16 MB. Chưa có gì được ghi nhận ở bước này.
list-no-office = Chưa có bưu cục nào. Người quản trị cần thêm bưu cục trước.

list-preview-title = Xem trước danh sách
list-stated = Đã khai
list-sheet = Trang tính
list-header-rows = tiêu đề ở dòng { NUMBER($first, useGrouping: 0) } đến { NUMBER($last, useGrouping: 0) }
list-rows-read = { $counted } người; { $good } dòng đúng, { $bad } dòng lỗi
list-rows-stated = danh sách ghi { $stated } người
list-total-good = Cộng các dòng đúng
list-total-rows = Cộng tất cả các dòng
list-total-unknown = chưa cộng được vì có dòng không đọc được tổng tiền
list-total-stated = danh sách ghi { $total }
list-total-same = khớp
list-total-differs = không khớp
list-verdict-good = Đọc được cả { $good } dòng, không có lỗi. Hãy kiểm tra lại rồi nhận.
list-verdict-bad-rows = Có { $bad } dòng lỗi. Có thể sửa tệp rồi tải lên lại, hoặc nhận { $good } dòng đúng và để riêng các dòng lỗi.
list-verdict-whole = Có lỗi của cả danh sách nên không nhận được. Hãy sửa tệp hoặc chọn lại kỳ rồi tải lên lại.
list-verdict-no-good-row = Không có dòng nào đúng nên không nhận được. Hãy sửa tệp rồi tải lên lại.
list-accept-all = Nhận tất cả
list-accept-good = Nhận { $good } dòng đúng, để riêng { $bad } dòng lỗi
list-drop = Bỏ
list-problems-file = Tải các lỗi về (CSV)
list-problems = Lỗi: { $count }
list-problems-more = Còn { $count } lỗi nữa, xem trong tệp CSV.
list-at-row = Dòng
list-at-column = Cột
list-value = Giá trị trong tệp
list-reason = Lý do
list-whole = Cả danh sách
list-first-rows = { $count } dòng đúng đầu tiên
list-columns = Cột nào được hiểu là gì
list-heading = Tiêu đề trong tệp
list-taken-as = Hiểu là
list-ignored = Không dùng
list-notes = Đã sửa hoặc cần để ý: { $count }
list-notes-what = Không chặn việc nhận. Bấm vào từng mục để xem các dòng.
list-notes-more = và { $count } dòng nữa
list-taken-value = Đã lấy là

list-column-number = Số thứ tự
list-column-name = Họ và tên
list-column-birth-date = Ngày sinh
list-column-citizen-number = Số CCCD
list-column-address = Địa chỉ
list-column-category = Loại đối tượng
list-column-coefficient = Hệ số
list-column-monthly = Mức trợ cấp
list-column-months = Số tháng
list-column-arrears = Truy lĩnh
list-column-total = Tổng tiền
list-column-signature = Ký nhận

list-sheet-title = Chọn trang tính
list-sheet-read = Đọc trang tính này

list-said-taken = Đã nhận { $people } người ({ $new } người mới), { $dues } khoản, tổng cộng { $total }.{ $aside ->
    [0] {""}
   *[other] {" "}Để riêng { $aside } dòng lỗi, chưa nhận.
}
list-said-dropped = Đã bỏ danh sách. Không có gì được ghi nhận.
list-said-gone = Bản xem trước không còn nữa (đã nhận, đã bỏ, hoặc để quá 2 giờ). Nếu danh sách chưa có ở dưới, hãy tải tệp lên lại.
list-said-changed = Tệp này vừa được tải lên lại, nên trang trước đã cũ và chưa nhận gì. Hãy xem kỹ bản dưới đây.

list-refusal-form-file = Chưa chọn tệp danh sách.
list-refusal-form-programme = Chưa chọn chương trình.
list-refusal-form-province = Chưa chọn tỉnh, thành phố.
list-refusal-form-office = Chưa chọn bưu cục.
list-refusal-form-period = Kỳ chi trả phải là một tháng, ví dụ 2026-11.
list-refusal-office-unknown = Không có bưu cục { $office }.
list-refusal-list-office-of-another-province = Bưu cục { $office } không thuộc tỉnh, thành phố đã chọn.
list-refusal-list-already-imported = Tệp này đã được nhận trước đây (danh sách số { NUMBER($list, useGrouping: 0) }). Không nhận lần thứ hai.
list-refusal-list-due-twice = Không nhận: những người ở dòng { $rows } đã có khoản phải chi cho cùng kỳ và cùng chương trình. Kiểm tra xem danh sách có bị lập trùng không.
list-refusal-rates-programme-unknown = Không có chương trình { $programme }.
list-refusal-rates-no-standard = Chưa có mức chuẩn của chương trình { $programme } cho kỳ { $period }.
list-refusal-other = Không nhận được danh sách này (mã { $code }).
