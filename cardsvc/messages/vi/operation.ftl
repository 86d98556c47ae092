# Vận hành trung tâm: kiểm tra sổ cái, sao lưu, thời hạn lưu giữ.
# dynamic: finding-
# dynamic: kept-

command-ledger-checking = Kiểm tra sổ cái
command-ledger-whole = Sổ cái nguyên vẹn: đã tính lại từ { $entries } bút ghi của các quầy.
command-ledger-not-whole = Sổ cái có { $findings } chỗ sai. Không sửa gì trong cơ sở dữ liệu; báo cho thanh tra và giữ nguyên bản sao.
command-finding-differs = (phải là { $expected }, đang là { $found })

finding-entry-missing = thiếu bút ghi trong chuỗi của quầy
finding-entry-changed = nội dung bút ghi đã bị thay đổi
finding-entry-unreadable = không đọc được bút ghi
finding-entry-misplaced = bút ghi nằm sai chỗ
finding-chain-broken = bút ghi không nối tiếp bút ghi trước
finding-head-missing = không có chữ ký nào của quầy cho phần cuối chuỗi
finding-head-differs = quầy đã ký cho một chuỗi khác
finding-head-unsigned = chữ ký không phải của quầy này
finding-terminal-missing = có bút ghi của một quầy chưa từng đăng ký
finding-transfer-without-entry = bút toán không có bút ghi của quầy
finding-transfer-without-instruction = bút toán không có lệnh của tài chính
finding-transfer-unexplained = bút ghi không nói gì về bút toán này
finding-amount-differs = sai số tiền
finding-account-differs = sai tài khoản
finding-posting-missing = bút ghi chưa được hạch toán đủ
finding-against-differs = bút toán được thu hồi không khớp
finding-case-missing = tiền treo mà không có vụ việc nào để xem xét
finding-receipt-invalid = đã hạch toán nhưng thẻ không ký biên nhận hợp lệ
finding-not-owed = đã chi một khoản không có trong danh sách chi trả, hoặc khác số tiền
finding-paid-twice = một kỳ được chi quá một lần
finding-account-misnamed = tên tài khoản không đúng với nội dung của nó
finding-balance-differs = số dư không bằng tổng các bút toán
finding-books-unbalanced = tổng các tài khoản khác không

command-backup-made = Đã sao lưu vào { $file } và đã kiểm tra bản sao.
command-backup-keys = Khoá ký không nằm trong bản sao. Giữ riêng thư mục { $keys } và tệp staff.key, có niêm phong, ở nơi khác với bản sao này.
command-restored = Đã khôi phục và kiểm tra: sổ cái và nhật ký thao tác nguyên vẹn.
command-restore-not-whole = Đã khôi phục, nhưng dữ liệu không nguyên vẹn. Chưa cho trung tâm chạy từ bản này.
command-restore-keys = Chưa có khoá ký trong { $keys }. Đặt lại khoá và tệp staff.key trước khi chạy: nếu không, trung tâm tạo khoá mới mà không quầy nào nhận.

command-retention-line = { $what }: lưu { $days } ngày; { $over } mục đã hết hạn. Căn cứ: { $law }
command-retention-always = { $what }: không bao giờ xoá. Căn cứ: { $law }
command-retention-confirm = { $law } (cần đối chiếu văn bản)
command-retention-waiting = Đề nghị xoá số { $number } của { $user } đang chờ người thứ hai duyệt.
command-retention-nothing = Không có gì hết hạn lưu.
command-retention-proposed = Đã ghi đề nghị số { $number }. Quản trị viên khác duyệt bằng lệnh: cardsvc retention approve { $number } --by TÀI_KHOẢN
command-retention-removed = { $what }: đã xoá { $count }
command-retention-withdrawn = Đã rút đề nghị.

kept-session = Phiên đăng nhập
kept-device = Trình duyệt đã biết của nhân viên
kept-upload = Tệp danh sách tải lên
kept-photo = Ảnh của người đã thôi hưởng từ lâu
kept-ledger = Sổ cái: bút ghi, bút toán, tài khoản
kept-list = Danh sách chi trả
kept-case = Vụ việc
kept-trail = Nhật ký thao tác
