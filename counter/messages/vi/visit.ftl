# Chi trả tại nhà: lập chuyến, đi đường, trở về.
# dynamic: fault-
# dynamic: said-

nav-visits = Chi tại nhà
visits-prepare = Lập danh sách chuyến đi
visits-list-age = Danh sách chi trả của bưu cục cập nhật { $ago }.
visits-search = Họ tên
visits-search-do = Tìm, giữ những người đã chọn
visits-found = { $count ->
    [0] Không tìm thấy ai khác có khoản được chi.
   *[other] Tìm thấy { $count } khoản – đánh dấu để thêm vào chuyến
}
visits-picked = Đã chọn { $count } khoản – bỏ dấu để rút khỏi chuyến
visits-cash = Tiền cần mang theo nếu chi đủ: { $amount }
visits-keep = Lưu chuyến đi
visits-routes = Các chuyến
visits-none = Chưa có chuyến nào.
visit-title = Chuyến số { $number }
visit-number = Chuyến
visit-people = Số khoản
visit-order = STT
visit-months = Kỳ
visit-state = Tình trạng
visit-is-prepared = đã lập
visit-is-under-way = đang đi
visit-is-settled = đã về
visit-no-name = (đã xoá tên)
visit-print = In danh sách
visit-paid = đã chi
visit-unpaid = chưa chi
visit-partly = còn { $months }
visit-before = Kiểm đủ tiền và giấy tờ rồi lên đường. Máy chi được khi không có mạng; số liệu tự gửi khi có mạng trở lại.
visit-set-out = Lên đường
visit-on-the-road = Đang đi. Mỗi lần chi vẫn làm như tại quầy, trên trang Quầy.
visit-return = Đã về, đếm tiền
visit-settled-at = Đã về lúc { $at }.
said-visit-prepared = Đã lưu chuyến. In danh sách trước khi đi.
said-visit-set-out = Đã lên đường.
said-visit-no-shift = Mở ca và đếm tiền ứng trước khi lên đường.
said-visit-under-way = Chuyến này đang đi rồi.
said-visit-settled = Chuyến này đã về.
fault-visit-empty = Chưa chọn ai. Tìm theo họ tên rồi đánh dấu.
fault-visit-too-long = Quá { $limit } khoản trong một chuyến. Chia thành hai chuyến.
fault-visit-no-list = Quầy chưa có danh sách chi trả. Kết nối mạng để cập nhật rồi lập chuyến.
fault-visit-not-listed = Có người không còn trong danh sách chi trả hoặc đang bị tạm giữ. Danh sách vừa được cập nhật, xem lại những người đã chọn.
