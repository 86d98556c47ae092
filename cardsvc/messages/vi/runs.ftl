# Việc chạy lâu: tiến độ, tạm dừng, chạy tiếp.
# dynamic: run-kind-
# dynamic: run-state-
# dynamic: run-said-

nav-runs = Việc đang chạy
runs-title = Việc chạy lâu
runs-hint = Có thể tạm dừng và chạy tiếp bất cứ lúc nào. Tắt máy giữa chừng cũng không mất phần đã làm.
runs-none = Chưa có việc nào.
run-number = Số
run-kind = Việc
run-share = Đã làm
run-count = { $done }/{ $total }
run-state = Tình trạng
run-started = Bắt đầu
run-pause = Tạm dừng
run-resume = Chạy tiếp
run-fault = Lý do: { $code ->
    [file-no-room] ổ đĩa chứa dữ liệu của trung tâm đã đầy: dọn ổ đĩa rồi cho chạy tiếp
    [file-read-only] ổ đĩa đó chỉ cho đọc: kiểm tra, gắn lại để ghi được, rồi cho chạy tiếp
    [file-denied] dịch vụ không có quyền ghi vào thư mục của mình: trả lại quyền rồi cho chạy tiếp
    [file-broken] ổ đĩa báo lỗi: xem ổ đĩa trước khi cho chạy tiếp
   *[other] { $code }
 }
run-state-running = Đang chạy
run-state-paused = Tạm dừng
run-state-done = Xong
run-state-failed = Bị dừng vì lỗi
run-kind-list = Ghi nhận và công bố danh sách chi trả
run-kind-sheets = Cấp phiếu QR
run-kind-expiring-records = Gia hạn bản ghi trên thẻ
run-kind-other = Việc khác
run-said-run-unknown = Không có việc này.
run-said-run-not-running = Việc này không đang chạy nên không tạm dừng được.
run-said-run-not-resting = Việc này đang chạy hoặc đã xong.
