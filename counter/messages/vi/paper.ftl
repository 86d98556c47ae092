# Giấy tờ của quầy: biên nhận, bản sao, máy in, danh sách của ca, đề nghị huỷ khoản đã chi.
# dynamic: asked-
# dynamic: print-
# dynamic: printer-
# dynamic: said-

print-again = In lại biên nhận
print-copy = In bản sao
print-from-browser = In từ trình duyệt
print-printing = Đang in biên nhận số { $number }…
print-stalled = Máy in chưa nhận biên nhận số { $number }. Kiểm tra giấy, nắp, dây cắm của máy in: khi sẵn sàng, máy có thể tự in tiếp. Khoản chi đã được ghi, không phụ thuộc máy in.
print-printed = Đã in biên nhận số { $number }.
print-sent = Đã gửi biên nhận số { $number } tới máy in. Máy in này không báo lại: hãy xem giấy đã ra đủ chưa.
print-copy-printing = Đang in bản sao số { $copy } của biên nhận { $number }…
print-copy-stalled = Máy in chưa nhận bản sao số { $copy } của biên nhận { $number }. Kiểm tra giấy, nắp, dây cắm của máy in.
print-copy-printed = Đã in bản sao số { $copy } của biên nhận { $number }.
print-copy-sent = Đã gửi bản sao số { $copy } của biên nhận { $number } tới máy in. Hãy xem giấy đã ra đủ chưa.
print-failed = Chưa in được biên nhận số { $number }.
print-payout-stands = Khoản chi đã được ghi, không phụ thuộc máy in; in lại khi máy in sẵn sàng. Nếu giấy đã ra một phần, xé bỏ phần đó.

printer-printer-absent = Không thấy máy in: kiểm tra nguồn điện và dây cắm.
printer-printer-no-paper = Máy in hết giấy: thay cuộn giấy mới.
printer-printer-cover-open = Nắp máy in đang mở: đóng nắp lại.
printer-printer-jammed = Máy in kẹt giấy hoặc kẹt dao cắt: tắt máy in, gỡ giấy, bật lại.
printer-printer-silent = Máy in không nhận dữ liệu: tắt rồi bật lại máy in.
printer-printer-in-use = Máy in đang bị chương trình khác giữ: đóng chương trình đó.
printer-printer-not-allowed = Chương trình chưa được phép dùng máy in này: báo người quản trị máy.
printer-printer-driver-missing = Máy này chưa cài phần mềm cho máy in USB: báo người quản trị máy.
printer-other = Lỗi đã được ghi lại: báo kiểm soát viên.

said-copy-only = Người này đã xong, nên chỉ in được bản sao, mỗi bản có số riêng. Bấm In bản sao ở dòng tương ứng.
said-printer-busy = Máy in đang in tờ trước. Chờ in xong rồi bấm lại.
said-reversal-asked = Đã ghi đề nghị huỷ và gửi trung tâm. Khoản chi vẫn giữ nguyên cho đến khi trung tâm quyết định.

recent-taken-back-receipt = Thu hồi:
recent-ask = Đề nghị huỷ
recent-asked = Đã đề nghị huỷ

ask-title = Đề nghị trung tâm huỷ khoản đã chi
ask-back = Về chi trả gần đây
ask-what = Dùng khi không huỷ được tại quầy nữa: thẻ đã rút ra, đã có lần chi khác, hoặc chi bằng phiếu. Quầy không thu và không trả tiền theo đề nghị này; khoản chi giữ nguyên, trung tâm xem xét và trả lời.
ask-which = Khoản đề nghị huỷ
ask-reason = Lý do
ask-do = Gửi đề nghị
ask-none = Không còn khoản nào để đề nghị: đã huỷ hoặc đã đề nghị trước đó.
asked-wrong-person = Chi nhầm người
asked-wrong-months = Chi nhầm kỳ
asked-cash-not-taken = Người nhận chưa nhận tiền
asked-cash-brought-back = Người nhận mang tiền trả lại
asked-not-entitled = Người nhận không còn được hưởng
said-asking-not-supervisor = Chưa gửi: tên hoặc mật khẩu không đúng, hoặc không phải kiểm soát viên.
said-asking-too-many-failures = Chưa gửi: nhập sai mật khẩu quá nhiều lần. Chờ một phút rồi thử lại.
said-asking-own-action = Chưa gửi: cần một kiểm soát viên khác.
said-asking-no-reason = Chưa gửi: hãy chọn lý do.
said-asking-nothing = Chưa gửi: hãy chọn khoản đề nghị huỷ.
said-asking-unknown = Chưa gửi: khoản này không thuộc lần chi đang xem.
said-asking-taken-back = Chưa gửi: khoản này đã được huỷ tại quầy.
said-asking-twice = Chưa gửi: khoản này đã được đề nghị huỷ trước đó.

nav-lists = Danh sách
lists-shifts = Các ca đã đóng
lists-opened = Mở ca
lists-closed = Đóng ca
lists-print = In
lists-payouts = Danh sách chi trả
lists-signatures = Tờ ký nhận
lists-no-shift = Chưa có ca nào đã đóng.
lists-open-shift = Danh sách của ca đang mở chỉ in được sau khi kiểm đếm và đóng ca.
lists-blank = Tờ ký nhận để trống
lists-blank-when = Cho người nhận không có thẻ ký xác nhận: ghi tay từng dòng, người nhận ký và ghi rõ họ tên.
lists-blank-print = In tờ để trống
lists-range = Theo số nhật ký
lists-first = Từ số
lists-last = Đến số
said-sheet-range = Chưa in: số đầu phải từ 1 và không lớn hơn số cuối.
said-sheet-empty = Chưa in: nhật ký của quầy không có các số này.
said-sheet-too-long = Chưa in: khoảng quá dài. Chia thành nhiều danh sách, mỗi danh sách không quá 50.000 số.

fault-printer-address = Mục printer trong counter.toml không đúng: { $text }. Ghi file:/dev/usb/lp0, network:192.168.1.9:9100 hoặc usb:04b8:0202; để trống nếu quầy không có máy in biên nhận.
fault-roll-width = Mục roll_mm trong counter.toml không đúng: { $width_mm }. Ghi 80 hoặc 58.
