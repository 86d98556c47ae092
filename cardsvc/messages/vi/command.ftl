# Tên sản phẩm và lời của các lệnh quản trị.
# dynamic: step-

cardsvc-name = Trung tâm chi trả

step-channel-opened = Đã mở kênh bảo mật với thẻ
step-identified = Đã nhận thẻ
step-keys-made = Thẻ đã tạo khoá
step-certified = Đã ghi chứng thư
step-trust-written = Đã ghi khoá của cơ quan cấp chứng thư quầy và cơ quan ra lệnh
step-record-written = Đã ghi chế độ hưởng
step-secrets-written = Đã ghi mã PIN và mã PUK
step-verified = Đã đọc lại và kiểm tra
step-activated = Thẻ đã kích hoạt

command-ready = Trung tâm đã sẵn sàng trong thư mục { $folder }. Khoá gốc để cài vào máy quầy: { $root }
command-listening = Trung tâm chạy tại { $address }. Nhấn Ctrl-C để dừng.
command-office-added = Đã ghi nhận bưu cục { $office }
command-terminal-added = Đã ghi nhận máy quầy { $terminal }
command-staff-created = Tài khoản { $user }, mật khẩu tạm { $password } (chỉ hiện một lần này). Phải đăng nhập và đổi mật khẩu trong { $hours } giờ.
command-staff-proposed = Đã đề nghị tài khoản { $user }, mật khẩu tạm { $password } (chỉ hiện một lần này). Một người quản trị phải duyệt trên trang Tài khoản; từ lúc đó có { $hours } giờ để đăng nhập và đổi mật khẩu.
command-list-understood = Đọc được { $rows } dòng, tổng cộng { $total }; { $problems } lỗi, { $notes } ghi chú
command-list-line = Dòng { $row }, cột { $heading }: “{ $value }”: { $words }
command-list-whole = Cả danh sách: { $words }
command-list-taken = Đã nhận { $people } người, tổng cộng { $total }; để riêng { $aside } dòng
command-list-waits = Danh sách số { NUMBER($list, useGrouping: 0) } đã được lập và chờ người khác duyệt trên trang Danh sách.
command-card-issued = Thẻ { $card } đã cấp. Mã PIN { $pin }, mã PUK { $puk } (chỉ hiện một lần này)
command-card-simulated = Đây là thẻ mô phỏng.
command-script-queued = Đã xếp lệnh số { $number } cho thẻ { $card }. Quầy sẽ ghi lệnh khi thẻ được đưa vào đầu đọc lần tới.
command-card-proposed = Đã ghi đề nghị số { $number } cho thẻ { $card }. Người duyệt dùng lệnh: cardsvc card approve { $number } --user TÀI-KHOẢN, hoặc trang Chờ duyệt.
command-card-approved = Đã duyệt. Quầy sẽ ghi lệnh khi thẻ { $card } được đưa vào đầu đọc lần tới.
command-outside-scope = Chủ thẻ nhận tiền ở nơi ngoài phạm vi của tài khoản này.
command-new-generation = Mọi máy quầy sẽ nhận chứng thư mới. Đã xếp lệnh cho { $cards } thẻ để không nhận chứng thư cũ.
command-sheet-written = Đã ghi phiếu có mã QR vào { $file }
command-progress-line = { $office } · { $programme } · { $period }: phải chi { $owed } khoản, { $owed_money }; đã chi { $paid } khoản, { $paid_money }; còn lại { $unpaid } khoản, { $unpaid_money }
command-progress-cases = Chờ xem xét ({ $kind }): { $cases } trường hợp, { $money }
command-progress-none = Chưa có khoản nào phải chi.
command-fleet-written = { $counters } quầy đã ghi vào { $file }. Dùng với firmware-config --fleet.
command-broker-file = Đã ghi cấu hình nút: { $file }
command-broker-url = Quầy và tiến trình nhận kết nối tới { $url }
command-broker-stream = Luồng đã sẵn sàng: { $stream }
command-broker-metrics = Số liệu ở { $address }/metrics, tình trạng sẵn sàng ở { $address }/ready.
command-broker-consuming = Đang nhận lô xác nhận của tỉnh { $provinces } vào sổ cái. Bấm Ctrl-C để dừng.
command-refused = Không thực hiện được: { $fault }
