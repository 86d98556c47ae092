# Các máy quầy: tình trạng, việc cần người, tiếp nhận, thu hồi, số liệu tạm giữ.
# dynamic: terminal-role-
# dynamic: terminal-state-
# dynamic: terminal-waiting-
# dynamic: fleet-alarm-
# dynamic: fleet-asking-
# dynamic: fleet-ring-
# dynamic: trouble-
# dynamic: data-
# dynamic: set-aside-reason-

nav-fleet = Máy quầy
fleet-title = Máy quầy
fleet-table = Tất cả máy quầy
fleet-none = Không có máy quầy nào như vậy.
fleet-alarms = Cần chú ý
fleet-no-alarm = Không có gì cần chú ý
fleet-software = Phiên bản
fleet-configuration = Cấu hình
fleet-built-in = mặc định
fleet-heard = Liên hệ
fleet-never = chưa lần nào
fleet-pending = Đang chờ
fleet-dead-letters = Thư để riêng
fleet-letters = { $count } thư để riêng
fleet-oldest = Số liệu
fleet-data-missing = còn thiếu
fleet-clock = Đồng hồ
fleet-clock-seconds = Đồng hồ lệch (giây)
fleet-troubles = Trục trặc
fleet-store = kho { $revision }
clock-right = đúng
clock-off-by = { $side ->
    [ahead] nhanh
   *[behind] chậm
} { $span }

terminal = Máy
terminal-role = Loại
terminal-role-counter = Tại quầy
terminal-role-mobile = Lưu động
terminal-state = Tình trạng
terminal-state-active = Đang dùng
terminal-state-quarantined = Tạm giữ số liệu
terminal-state-revoked = Đã thu hồi

fleet-alarm-quarantined = có hai nhật ký khác nhau
fleet-alarm-silent = im lặng quá lâu
fleet-alarm-trouble = có trục trặc
fleet-alarm-clock-off = đồng hồ lệch
fleet-alarm-data-old = số liệu cũ
fleet-alarm-dead-letters = có thư để riêng
fleet-alarm-pending-many = nhiều mục chờ xác nhận

trouble-reader = đầu đọc thẻ
trouble-scanner = máy quét
trouble-printer = máy in
trouble-disk = ổ đĩa
trouble-space = sắp hết chỗ lưu
trouble-clock = đồng hồ
trouble-configuration = không nhận được cấu hình
trouble-certificate = chứng thư
trouble-unsettled = có lần chi chưa rõ kết quả

data-trust-list = Danh sách khoá
data-status-list = Danh sách thẻ bị khoá
data-payout-list = Danh sách chi trả
data-configuration = Cấu hình

fleet-rollout-title = Cấu hình đã đến đâu
fleet-ring = Phạm vi
fleet-ring-office = Một bưu cục đi trước
fleet-ring-pilot = Các bưu cục thí điểm
fleet-ring-province = Toàn tỉnh, thành phố
fleet-reached = Số máy đã nhận
fleet-halted = đang dừng phát hành

fleet-asking-title = { $count } máy mới xin tiếp nhận
fleet-asking-one = Tiếp nhận máy mới
fleet-asking-approved = Máy này đã được tiếp nhận.
fleet-asking-refused = Yêu cầu này đã bị từ chối.
fleet-compare = Gọi cho người đang đứng ở máy và nghe đọc mã trên màn hình. Chỉ tiếp nhận khi mã ấy giống hệt mã dưới đây.
fleet-compared = Tôi đã nghe đọc mã { $code } từ người đứng ở máy
fleet-place = Tên gọi tại bưu cục
fleet-source = Địa chỉ mạng
fleet-asked = Xin tiếp nhận lúc
fleet-expires = Hết hạn lúc
fleet-take-in = Tiếp nhận
fleet-turn-away = Từ chối
fleet-taken-in = Đã tiếp nhận. Máy sẽ tự nhận chứng thư và mở trang giao dịch.
fleet-refused = Đã từ chối.

terminal-revoke = Thu hồi máy
terminal-revoke-what = Dùng khi máy bị mất hoặc thôi dùng. Những gì máy ghi trước lúc mất vẫn được tính, kể cả gửi về sau; những gì ghi từ lúc ấy và gửi sau khi thu hồi được giữ riêng, không tính; khoản đã vào sổ thì vẫn còn, và mỗi khoản chi đến sau lúc mất thành một vụ việc. Sau khi thu hồi, máy không nhận được gì nữa. Nếu máy bị lấy cắp, hãy ra lệnh “cardsvc terminal new-generation” để thẻ không tin chứng thư cũ.
terminal-lost-at = Mất từ lúc (để trống: lúc duyệt)
terminal-propose-revoke = Đề nghị thu hồi
terminal-release = Cho máy tiếp tục
terminal-release-what = Chỉ cho tiếp tục khi đã biết vì sao có hai nhật ký, và chắc chắn chỉ còn một máy giữ khoá này. Nếu khoá nằm ở hai nơi, hãy thu hồi và tiếp nhận lại bằng khoá mới.
terminal-propose-release = Đề nghị cho tiếp tục
terminal-waiting-revoke = Chờ duyệt: thu hồi máy
terminal-waiting-release = Chờ duyệt: cho máy tiếp tục
terminal-since = Tính từ { $at }
terminal-revoked-since = Đã thu hồi: những gì máy ghi từ { $at } mà đến lúc thu hồi chưa gửi thì không được tính. Khoản đến sau lúc đó và đã vào sổ trước khi thu hồi thì vẫn còn: mỗi khoản chi như vậy là một vụ việc.

set-aside-title = Số liệu giữ riêng
set-aside-what = Đã nhận đủ và giữ nguyên, nhưng không tính vào sổ. Hai nhật ký dưới cùng số thứ tự nghĩa là cùng một khoá ở hai nơi, hoặc một bản lưu cũ đã được dùng lại.
set-aside-history = Nhật ký
set-aside-held = Nối tiếp nhật ký trong sổ
set-aside-other = Nhật ký khác số { $number }
set-aside-reason = Lý do
set-aside-reason-forked = hai nhật ký khác nhau
set-aside-reason-revoked = ghi sau khi thu hồi
set-aside-entries = Số mục (từ – đến)
set-aside-dates = Máy ghi từ – đến
set-aside-payouts = Lần chi
set-aside-money = Số tiền
set-aside-received = Nhận được

decision-refused-enrolment-unknown = Không có yêu cầu này nữa.
decision-refused-enrolment-not-waiting = Yêu cầu này đã được xử lý.
decision-refused-enrolment-expired = Yêu cầu đã hết hạn. Máy tự xin lại và hiện mã mới.
decision-refused-enrolment-other-code = Chưa xác nhận đã so mã, hoặc máy vừa xin lại và có mã mới. Hãy so lại mã.
decision-refused-enrolment-out-of-scope = Bưu cục này ngoài phạm vi của bạn.
decision-refused-office-unknown = Không có bưu cục { $office }.
decision-refused-terminal-exists = Mã máy { $terminal } đã dùng cho máy khác. Hãy chọn mã khác.
decision-refused-terminal-id = Mã máy phải gồm 8 chữ cái in hoặc chữ số: { $text }
decision-refused-terminal-already-revoked = Máy này đã bị thu hồi.
decision-refused-terminal-not-quarantined = Máy này không bị tạm giữ số liệu.
decision-refused-terminal-revoked-ahead = Lúc mất máy không thể ở tương lai.
decision-refused-terminal-out-of-scope = Máy { $terminal } ngoài phạm vi của bạn.
decision-refused-terminal-deed-malformed = Ngày giờ mất máy không đúng.

# Bút toán còn thiếu trong nhật ký của máy: đã nhận phần sau mà chưa nhận phần trước.
gap-title = Nhật ký còn thiếu
gap-what = Sổ cái đã nhận phần sau của nhật ký các máy này mà chưa nhận phần trước. Những gì đến sớm đang chờ ở đây và được ghi sổ ngay khi đủ; cho đến lúc ấy có thể có khoản đã chi mà trung tâm chưa biết.
gap-do = Máy tự gửi lại khi có mạng. Nếu đã quá một ngày: xem máy có liên hệ không, gửi bằng USB, hoặc hỏi bưu cục ổ đĩa của máy có bị thay hay khôi phục không.
gap-table = Các đoạn còn thiếu
gap-none = Không máy nào thiếu nhật ký.
gap-missing = Mục còn thiếu
gap-first = Thiếu từ mục
gap-last = Thiếu đến mục
gap-entries = Số mục
gap-since = Chờ từ
gap-batches = Gói đang chờ
gap-of-fleet = { $count } máy thiếu nhật ký
