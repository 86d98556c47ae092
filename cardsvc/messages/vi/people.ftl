# Người hưởng, thẻ và phiếu.
# dynamic: card-state-
# dynamic: record-state-
# dynamic: medium-
# dynamic: issue-fault-

people-title = Người hưởng
people-words = Họ tên (gõ không dấu cũng được), số CCCD hoặc số thẻ
people-search = Tìm
people-found = Người tìm thấy
people-none = Không tìm thấy ai.
people-said-unknown = Không có ai mang số này trong sổ. Hãy kiểm tra lại số.

person-name = Họ và tên
person-birth = Ngày sinh
person-number = Số CCCD
person-address = Địa chỉ
person-dues = Khoản được hưởng
person-no-dues = Chưa có khoản nào.
person-cards = Thẻ chip
person-no-cards = Chưa có thẻ.
person-records = Bản ghi đã ký
person-no-records = Chưa cấp thẻ hay phiếu nào.
paid-by = máy { $terminal }, trung tâm nhận lúc { $at }
paid-of-total = đã chi { $amount }
issued-at = Cấp lúc
good-until = Có giá trị đến
medium = Ghi trên
medium-chip = Thẻ chip
medium-qr = Phiếu QR

card-number = Số thẻ
card-state-personalising = Đang làm dở
card-state-active = Đang dùng
card-state-blocked = Bị khoá
card-state-terminated = Đã huỷ
record-state-valid = Có hiệu lực
record-state-suspended = Tạm ngừng
record-state-invalid = Hết hiệu lực

issue-sheet = In phiếu QR
issue-card = Phát hành thẻ
issue-card-hint-tray = Thẻ MÔ PHỎNG: được đặt vào khay của quầy, không cần đầu đọc.
issue-card-hint-reader = Đặt thẻ trắng vào đầu đọc trước khi bấm phát hành.
issue-replaces = Phiếu mới làm phiếu cũ hết hiệu lực, thẻ mới làm thẻ cũ hết hiệu lực. Phiếu và thẻ không ảnh hưởng nhau.
sheet-issued = Đã cấp phiếu QR mới. Phiếu cũ, nếu có, không còn hiệu lực.
sheet-simulated = MÔ PHỎNG: phiếu cũng đã được đặt vào khay của quầy.
sheet-open = Mở phiếu để in
sheet-print-again = In lại

card-title = Phát hành thẻ
card-done = Thẻ { $card } đã phát hành và dùng được ngay.
card-simulated = MÔ PHỎNG: đây là thẻ bằng phần mềm trong khay của quầy, không phải thẻ thật.
step-done = xong
step-not-yet = chưa xong
card-go-on = Đặt thẻ vào rồi làm tiếp
card-back = Về trang của người hưởng
letter-title = Thư kín gửi người nhận thẻ
letter-once = Chép hoặc in vào thư kín ngay bây giờ. Hai mã này chỉ hiện một lần và không được lưu ở đâu.
letter-shown = Mã PIN và PUK của thẻ này đã hiện một lần và không hiện lại. Nếu chưa kịp chép, hãy phát hành thẻ khác.

issue-fault-nothing-payable-what = Người này không có khoản nào chưa chi nên không cấp thẻ hay phiếu được.
issue-fault-nothing-payable-do = Nhập danh sách có người này rồi phát hành.
issue-fault-too-many-entitlements-what = Người này có nhiều khoản hơn mức một thẻ hoặc phiếu chứa được.
issue-fault-too-many-entitlements-do = Chi bớt các khoản cũ rồi phát hành lại.
issue-fault-card-not-there-what = Chưa có thẻ trong đầu đọc.
issue-fault-card-not-there-do = Đặt thẻ trắng vào đầu đọc rồi làm tiếp.
issue-fault-card-not-blank-what = Thẻ trong đầu đọc không phải thẻ trắng.
issue-fault-card-not-blank-do = Lấy thẻ này ra, đặt một thẻ trắng vào rồi làm tiếp.
issue-fault-card-of-another-person-what = Thẻ này đang làm dở cho người khác.
issue-fault-card-of-another-person-do = Đặt đúng thẻ của người này, hoặc một thẻ trắng, rồi làm tiếp.
issue-fault-card-of-another-desk-what = Thẻ này đang làm dở ở nơi khác, trung tâm này không biết.
issue-fault-card-of-another-desk-do = Để riêng thẻ này. Đặt một thẻ trắng vào rồi làm tiếp.
issue-fault-card-superseded-what = Trong lúc làm thẻ này, người này đã được cấp thẻ khác nên thẻ này không chi được.
issue-fault-card-superseded-do = Nếu người này cần dùng thẻ này thay cho thẻ kia, hãy làm tiếp: máy ghi lại thẻ này và thẻ kia ngừng chi được.
issue-fault-card-read-back-what = Đọc lại thẻ thấy khác với nội dung đã ghi.
issue-fault-card-read-back-do = Làm tiếp một lần nữa. Nếu vẫn lỗi, để riêng thẻ này và dùng thẻ trắng khác.
issue-fault-card-gone-what = Thẻ bị rút ra hoặc đầu đọc mất kết nối khi đang ghi.
issue-fault-card-gone-do = Đặt lại đúng thẻ này vào đầu đọc rồi làm tiếp: máy đi tiếp từ bước đã xong.
issue-fault-card-unknown-what = Thẻ không có ứng dụng chi trả.
issue-fault-card-unknown-do = Dùng thẻ đã cài ứng dụng chi trả.
issue-fault-apdu-status-what = Thẻ từ chối một lệnh ghi.
issue-fault-apdu-status-do = Lấy thẻ ra, đặt vào lại rồi làm tiếp. Nếu vẫn lỗi, dùng thẻ trắng khác.
issue-fault-no-reader-what = Chưa cắm đầu đọc thẻ.
issue-fault-no-reader-do = Cắm đầu đọc vào máy chủ trung tâm, đặt thẻ trắng vào rồi làm tiếp.
issue-fault-no-matching-reader-what = Không tìm thấy đầu đọc đã chọn.
issue-fault-no-matching-reader-do = Cắm đúng đầu đọc rồi làm tiếp.
issue-fault-pcscd-not-running-what = Dịch vụ đầu đọc thẻ chưa chạy.
issue-fault-pcscd-not-running-do = Người quản trị máy chạy lệnh dưới đây, rồi làm tiếp.
issue-fault-pyscard-missing-what = Máy này chưa cài phần mềm đầu đọc thẻ.
issue-fault-pyscard-missing-do = Người quản trị máy chạy lệnh dưới đây, rồi làm tiếp.
issue-fault-reader-in-use-what = Chương trình khác đang giữ thẻ trong đầu đọc.
issue-fault-reader-in-use-do = Đóng chương trình đó, đặt lại thẻ rồi làm tiếp.
issue-fault-other-what = Không phát hành được thẻ.
issue-fault-other-do = Lấy thẻ ra, đặt vào lại rồi làm tiếp. Nếu vẫn lỗi, báo người quản trị kèm mã tra cứu.
