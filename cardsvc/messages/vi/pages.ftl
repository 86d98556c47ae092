# Khung trang của trung tâm, trang tiến độ và những chữ dùng chung.
# dynamic: case-

nav-progress = Tiến độ
nav-lists = Danh sách
nav-people = Người hưởng
banner-simulated = HỆ THỐNG MÔ PHỎNG – người, thẻ và phiếu ở đây không có thật, không có tiền thật được chi

office = Bưu cục
office-all = Tất cả bưu cục
province = Tỉnh, thành phố
programme = Chương trình
period = Kỳ
people = Số người
amount = Số tiền
total = Tổng cộng
state = Tình trạng
show = Xem
owed = Phải chi
paid = Đã chi
unpaid = Chưa chi
share-paid = Tỷ lệ đã chi
dues-count = { $count } khoản
lookup-code = Mã tra cứu

progress-title = Tiến độ chi trả
progress-none = Chưa có khoản nào phải chi. Hãy nhập danh sách chi trả.

cases-title = Việc cần xem xét
cases-what = Tiền đã rời quầy nhưng chưa khớp với danh sách, nên đang treo trên sổ cho đến khi có người giải quyết.
cases-none = Không có việc nào.
case-kind = Loại việc
case-count = Số việc
case-second-payment = Một kỳ được chi hai lần
case-entitlement-unknown = Không có quyền hưởng này trong sổ
case-record-unknown = Thẻ hoặc phiếu không do trung tâm cấp cho người này
case-card-unknown = Không biết thẻ này
case-programme-differs = Chương trình khác với sổ
case-paper-of-another-office = Phiếu được chi ở bưu cục khác với bưu cục phải chi
case-not-due = Kỳ này không có khoản phải chi
case-amount-differs = Số tiền khác với số phải chi
case-receipt-missing = Thiếu biên nhận do thẻ ký
case-receipt-invalid = Chữ ký của thẻ trên biên nhận không đúng
case-receipt-differs = Biên nhận của thẻ khác với nhật ký của quầy
case-outcome-unknown-cash = Quầy báo chưa rõ kết quả: tiền đã chuyển tay
case-outcome-unknown = Quầy báo chưa rõ kết quả: tiền không chuyển tay
case-cash-not-back = Thẻ đã huỷ khoản chi, tiền không về quầy
case-record-revoked = Chi theo thẻ hoặc phiếu đã bị huỷ
case-terminal-uncertified = Quầy chi khi chứng thư không còn hạn
case-shift-difference = Tiền trong ngăn kéo khi đóng ca khác với sổ
case-silent-terminal = Quầy không báo các khoản đã chi (thẻ mang biên nhận về)
case-reversal-asked = Quầy đề nghị huỷ một khoản đã chi
case-chain-forked = Máy quầy gửi hai nhật ký khác nhau (đã ngừng nhận)
case-other = Việc khác

terminals-title = Máy quầy
terminals-none = Chưa có máy quầy nào.
entries = Số bút toán
last-heard = Nhận lần cuối
never-heard = Chưa nhận gì
