# dynamic: order-state-
# dynamic: order-reason-
# dynamic: order-fault-
# dynamic: card-fault-
# dynamic: card-said-
# dynamic: card-ask-
# dynamic: card-waits-
# dynamic: card-approve-
# dynamic: card-withdraw-
# dynamic: hand-

nav-cards = Sản xuất thẻ
cards-title = Sản xuất thẻ
cards-to-desk = Vào bàn làm thẻ
cards-caption = Các thẻ đã đặt làm
cards-none = Chưa có thẻ nào được đặt làm.
cards-faces = In mặt các thẻ đang chờ giao trong trang này
cards-missing-title = Đặt làm thẻ cho người chưa có
cards-missing-hint = Mỗi người đang hưởng tại nơi này mà chưa có thẻ, chưa được đặt làm thẻ.
cards-missing = Đặt làm
cards-ending-title = Sắp hết hạn trong 90 ngày tới
cards-ending = Thẻ hết hạn, chưa đặt làm lại
cards-ending-chip = Bản ghi trên thẻ hết hạn
cards-ending-qr = Phiếu QR hết hạn
cards-renew = Đặt làm lại các thẻ sắp hết hạn
cards-renew-records = Gia hạn bản ghi trên thẻ
cards-ending-qr-hint = Phiếu QR: cấp đợt mới ở mục Phiếu QR.

order-number = Số
order-title = Thẻ đặt làm số { $number }
order-reason = Lý do
order-changed = Thay đổi lúc
order-ordered = Đặt làm
order-cancel = Huỷ đặt làm
order-face = In mặt thẻ
order-state-ordered = Chờ làm
order-state-personalising = Đang làm dở
order-state-ready = Chờ giao
order-state-card-handed = Đã giao thẻ
order-state-done = Đã giao đủ
order-state-cancelled = Đã huỷ
order-reason-first = Cấp lần đầu
order-reason-lost = Mất
order-reason-stolen = Bị lấy cắp
order-reason-damaged = Hỏng
order-reason-renewal = Cấp lại
order-said-missing = { $count ->
    [0] Không có ai để đặt làm thẻ.
   *[other] Đã đặt làm { $count } thẻ.
}
order-fault-already-ordered = Người này đã có một thẻ đang được làm.
order-fault-order-state = Việc này không làm được nữa: thẻ đã sang bước khác.
order-fault-proxy-name-missing = Chưa ghi họ tên người được uỷ quyền nhận thay.
order-fault-other = Không làm được. Tải lại trang rồi thử lại.

desk-title = Bàn làm thẻ
desk-left = { $count ->
    [0] Không còn thẻ nào chờ làm
   *[other] Còn { $count } thẻ chờ làm
}
desk-next = Thẻ tiếp theo
desk-none = Không còn thẻ nào chờ làm.
desk-make = Ghi thẻ
desk-skip = Để sau
desk-back = Về danh sách
desk-card-in = Có thẻ trong đầu đọc. Bấm Enter để ghi.
desk-card-wanted = Đặt một thẻ trắng vào đầu đọc.
desk-made = Đã ghi, đọc lại và kiểm tra xong thẻ { $card }. Lấy thẻ ra.
desk-letter = In thư kín
desk-letter-once = Thư kín chỉ in được một lần: mã PIN và PUK không được lưu ở đâu.
desk-go-next = Thẻ tiếp theo
letter-printed-already = Thư kín của thẻ này đã in rồi và không in lại được. Nếu hỏng thư, hãy làm thẻ khác.

hand-title = Đã giao
hand-part = Giao gì
hand-part-card = Thẻ
hand-part-letter = Thư kín
hand-receiver = Người nhận
hand-receiver-beneficiary = Chính người hưởng
hand-receiver-proxy = Người được uỷ quyền
hand-proxy-name = Họ tên người được uỷ quyền
hand-by = Người giao
hand-at = Lúc
hand-card-title = Giao thẻ
hand-letter-title = Giao thư kín
hand-hint = Giao thẻ trước, thư kín sau. Xem giấy tờ của người nhận trước khi giao.
hand-card = Ghi nhận đã giao thẻ
hand-letter = Ghi nhận đã giao thư kín

card-stopped = Đã khoá
card-holding = Các kỳ chưa chi còn tạm giữ: quầy chưa báo về trung tâm có thể đã chi cho thẻ này. Khi quầy báo về, kỳ chưa chi tự sang thẻ mới; chậm nhất sau 7 ngày.
card-awaited = Quầy chưa báo về
card-ask-pin = Đề nghị mở khoá mã PIN
card-ask-unblock = Đề nghị mở khoá thẻ
card-waits-pin = Đề nghị mở khoá mã PIN đang chờ duyệt
card-waits-unblock = Đề nghị mở khoá thẻ đang chờ duyệt
card-approve-pin = Duyệt mở khoá mã PIN
card-approve-unblock = Duyệt mở khoá thẻ
card-withdraw-reason = Lý do
card-withdraw-pin = Không mở khoá mã PIN
card-withdraw-unblock = Không mở khoá thẻ
card-stop-title = Mất, bị lấy cắp hoặc hỏng
card-replace-title = Làm thẻ thay
card-stop-hint = Thẻ bị khoá ngay ở mọi quầy. Tiền chưa nhận được chuyển sang thẻ mới, không kỳ nào mất và không kỳ nào chi hai lần.
card-stop = Chỉ khoá thẻ
card-replace = Khoá và đặt làm thẻ mới
card-said-stopped = Đã khoá thẻ.
card-said-replaced = Đã khoá thẻ và đặt làm thẻ mới.
card-said-pin-proposed = Đã gửi đề nghị. Người khác phải duyệt thì quầy mới mở khoá mã PIN.
card-said-pin-approved = Quầy sẽ mở khoá mã PIN khi thẻ được đặt vào đầu đọc lần tới.
card-said-pin-withdrawn = Mã PIN không được mở khoá.
card-said-unblock-proposed = Đã gửi đề nghị. Người khác phải duyệt thì thẻ mới được mở.
card-said-unblock-approved = Thẻ được dùng lại.
card-said-unblock-withdrawn = Thẻ vẫn bị khoá.
card-fault-card-state = Thẻ đang ở trạng thái không làm được việc này.
card-fault-stop-reason = Chọn lý do: mất, bị lấy cắp hoặc hỏng.
card-fault-already-ordered = Người này đã có một thẻ đang được làm.
card-fault-already-proposed = Đề nghị này cho thẻ đã có và đang chờ duyệt.
card-fault-same-person = Người đề nghị không được tự duyệt. Người khác phải duyệt.
card-fault-proposal-not-open = Đề nghị này không còn chờ duyệt.
card-fault-other = Không làm được. Tải lại trang rồi thử lại.

sheets-title = Phiếu QR
sheets-heading = Phiếu QR theo đợt
sheets-start-title = Cấp phiếu cho cả bưu cục
sheets-start-hint = Mỗi người đang hưởng tại nơi này mà không có thẻ chip được cấp một phiếu mới. Phiếu cũ của họ hết hiệu lực.
sheets-start = Cấp phiếu
sheets-batches = Các đợt đã cấp
sheets-none = Chưa cấp đợt nào.
sheets-file = Tệp { $number }
sheets-batch = Đợt
sheets-files = Tệp để in
sheets-said-nobody = Không có ai cần phiếu ở nơi này.
sheets-said-running = Đợt này đang chạy rồi.
