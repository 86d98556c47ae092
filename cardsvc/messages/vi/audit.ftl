# Nhật ký kiểm soát: ai đã xem hoặc đổi gì, lúc nào.
# dynamic: audit-action-
# dynamic: audit-broken-

nav-audit = Nhật ký
audit-title = Nhật ký kiểm soát
audit-count = { $count } mục, mới nhất trước
audit-none = Không có mục nào.
audit-seq = Số
audit-at = Lúc
audit-user = Tài khoản
audit-action = Việc
audit-subject = Đối tượng
audit-data = Chi tiết
audit-since = Từ ngày
audit-until = Đến ngày
audit-verify = Kiểm tra nhật ký
audit-verify-what = Mỗi mục mang dấu băm của mục trước. Sửa hay xoá một mục làm đứt chuỗi từ đó trở đi. Để phát hiện việc cắt bỏ phần cuối, hãy chép mục mới nhất ra nơi khác và nhập lại ở đây khi kiểm tra.
audit-head-now = Mục mới nhất: { $head }
audit-head-before = Mục đã chép lại lần trước (không bắt buộc)
audit-head-malformed = Mục đã chép không đúng dạng “số:dấu băm”. Hãy chép lại cả dòng.
audit-whole = Nhật ký nguyên vẹn: { $count } mục. Mục mới nhất: { $head }
audit-broken-missing = Nhật ký bị đứt: thiếu mục số { $seq }. Hãy giữ nguyên máy chủ và báo thanh tra.
audit-broken-changed = Nhật ký bị đứt: mục số { $seq } đã bị sửa. Hãy giữ nguyên máy chủ và báo thanh tra.
audit-broken-head-differs = Nhật ký đã bị viết lại: mục số { $seq } khác với mục đã chép. Hãy giữ nguyên máy chủ và báo thanh tra.

audit-action-signed-in = Đăng nhập
audit-action-sign-in-failed = Đăng nhập sai
audit-action-recovery-code-used = Dùng mã khôi phục
audit-action-recovery-codes-renewed = Tạo mã khôi phục mới
audit-action-authenticator-set-up = Cài ứng dụng xác thực
audit-action-authenticator-removed = Gỡ ứng dụng xác thực
audit-action-password-changed = Đổi mật khẩu
audit-action-password-reset = Cấp mật khẩu tạm
audit-action-account-created = Lập tài khoản
audit-action-account-disabled = Khoá tài khoản
audit-action-role-proposed = Đề nghị vai trò
audit-action-role-approved = Duyệt vai trò
audit-action-role-withdrawn = Không duyệt vai trò
audit-action-unblock-proposed = Đề nghị mở lại
audit-action-unblock-approved = Duyệt mở lại
audit-action-unblock-withdrawn = Không duyệt mở lại
audit-action-list-proposed = Trình danh sách
audit-action-list-approved = Duyệt danh sách
audit-action-list-withdrawn = Trả lại danh sách
audit-action-list-taken = Nhận danh sách
audit-action-person-seen = Xem hồ sơ người hưởng
audit-action-people-searched = Tìm người hưởng
audit-action-card-issued = Cấp thẻ
audit-action-sheet-issued = Cấp phiếu QR
audit-action-sheet-downloaded = Tải phiếu QR
audit-action-file-downloaded = Tải tệp
