# Trang của giao dịch viên: quầy, dải trạng thái, các trang tra cứu, khay mô phỏng.
# dynamic: basis-
# dynamic: closing-
# dynamic: ledger-
# dynamic: letter-
# dynamic: link-
# dynamic: programme-
# dynamic: reader-
# dynamic: said-
# dynamic: trouble-

counter-product = Quầy chi trả
nav-desk = Quầy
nav-recent = Chi trả gần đây
lock-now = Khoá
nav-supervisor = Việc của kiểm soát viên
back-to-desk = Về quầy
next-person = Người tiếp theo
key-escape = Esc

banner-simulated = ĐẦU ĐỌC MÔ PHỎNG – thẻ và phiếu ở đây không phải thật, không có tiền thật được chi

strip-oldest = Dữ liệu cũ nhất: { $list }, { $ago }
strip-missing = Chưa có { $list }
strip-configuration = Cấu hình số { $number }
strip-configuration-default = Cấu hình mặc định
strip-configuration-fault = không nhận được cấu hình mới ({ $code })
strip-age = Dữ liệu { $band ->
    [ageing] bắt đầu cũ
    [stale] đã cũ
   *[other] quá cũ
} ({ $list }): mỗi lần chi tối đa { $chip } bằng thẻ, { $sheet } bằng phiếu
strip-pending = Chờ trung tâm xác nhận: { $count }
strip-to-settle = Cần kiểm soát viên xử lý: { $count }
strip-contact = Liên hệ trung tâm lần cuối: { $ago }
strip-no-contact = Chưa liên hệ được với trung tâm lần nào

link-centre-unreachable = Mất kết nối trung tâm – quầy vẫn chi, số liệu tự gửi sau
link-centre-slow = Trung tâm trả lời chậm – quầy vẫn chi, số liệu tự gửi sau
link-centre-fault = Trung tâm đang gặp lỗi – quầy vẫn chi, số liệu tự gửi sau
link-broker-full = Trung tâm đang quá tải – quầy vẫn chi, số liệu tự gửi sau
link-broker-waiting = Số liệu đã gửi đi, đang chờ trung tâm xác nhận – quầy vẫn chi
link-centre-nonsense = Trung tâm trả lời sai quy cách ({ $code }) – báo kiểm soát viên
link-token-gone = Không liên lạc được với thiết bị giữ khoá của quầy – cắm lại thiết bị, báo kiểm soát viên
link-published-in-the-future = Số liệu của trung tâm có ngày giờ đi trước đồng hồ máy này, nên chưa nhận: hãy chỉnh lại đồng hồ; nếu đồng hồ đúng, báo kiểm soát viên
link-proof-clock = Đồng hồ máy này { $side ->
    [ahead] nhanh
   *[behind] chậm
} khoảng { $minutes } phút so với trung tâm nên trung tâm không nhận số liệu – hãy chỉnh lại đồng hồ
link-terminal-quarantined = Trung tâm tạm giữ số liệu của máy này để kiểm tra, số liệu vẫn được lưu đủ – ngừng chi và báo kiểm soát viên ngay
link-terminal-revoked = Máy này đã bị thu hồi – ngừng chi và báo kiểm soát viên ngay
link-other = Trung tâm từ chối nhận số liệu ({ $code }) – báo kiểm soát viên

desk-moves = Màn hình đang chuyển…

waiting-title = Đưa thẻ vào đầu đọc hoặc quét mã QR
waiting-how = Thẻ chip: đưa chip vào trước, để nguyên thẻ đến khi in xong biên nhận.
waiting-card-left = Thẻ của người trước vẫn còn trong đầu đọc. Hãy rút thẻ và trả lại cho người nhận.
waiting-scanned-by-nobody = Có mã được quét khi chưa ai đăng nhập, nên máy không làm gì. Hãy quét lại.
scan-label = Mã QR trên phiếu: quét bằng máy quét vào ô này
scan-read = Đọc
scan-file = Hoặc từ tệp ảnh
scan-file-read = Đọc ảnh
scan-camera = Dùng máy ảnh
scan-camera-refused = Không dùng được máy ảnh. Kiểm tra máy ảnh và quyền của trình duyệt, hoặc dùng máy quét hay tệp ảnh.

asking-title = Đang hỏi trung tâm…
asking-how = Chỉ vài giây: máy hỏi danh sách mới nhất trước khi trả lời.

reading-title = Đang đọc thẻ…
reading-how = Không rút thẻ ra.

reader-remedy = Cách khắc phục (người quản trị máy thực hiện):
reader-paper-still = Trong khi chờ, vẫn chi được bằng phiếu QR.
reader-reader-starting = Đầu đọc thẻ đang khởi động
reader-pyscard-missing = Máy này chưa cài phần mềm đầu đọc thẻ
reader-pcscd-not-running = Dịch vụ đầu đọc thẻ chưa chạy
reader-no-reader = Chưa cắm đầu đọc thẻ
reader-no-matching-reader = Không tìm thấy đúng đầu đọc đã chọn cho quầy
reader-reader-worker-stopped = Phần đọc thẻ đã dừng: hãy khởi động lại chương trình
reader-other = Đầu đọc thẻ có trục trặc

offered-title = Chi trả
offered-photo = Ảnh của người được hưởng
offered-born = Sinh năm { $year }
offered-citizen = 4 số cuối căn cước: { $last4 }
offered-card = Thẻ { $card }
offered-total = Số tiền được nhận
offered-pin = Người nhận nhập mã PIN
offered-identity = Quét mã QR trên thẻ căn cước của người nhận, hoặc nhập 12 số (4 số cuối phải là { $last4 })
offered-pay = Chi trả
offered-cancel = Không chi, người tiếp theo

advice-note = Ghi chú của trung tâm:
advice-home = Người này được chi trả tại nhà.
advice-proxy = Người nhận thay: { $name } (4 số cuối căn cước: { $last4 }).
advice-proxy-until = Giấy uỷ quyền có hiệu lực đến hết ngày { $day }.
advice-proxy-over = Giấy uỷ quyền cho { $name } đã hết hạn ngày { $day }: không chi cho người nhận thay.

paid-title = Trả { $amount }
paid-do = Trả tiền cho người nhận và in biên nhận.
paid-receipt = In biên nhận
paid-late = Khoản này đã được ghi nhận nhưng lần chi trước đó bị gián đoạn. Nếu khi ấy chưa đưa tiền thì bây giờ trả đúng số tiền này. Nếu đã đưa rồi, không trả thêm.
paid-card-blocked = Thẻ này đã bị khoá sau lần chi đó. Đối chiếu căn cước của người cầm thẻ trước khi trả tiền; nếu không đúng người, không trả và mời kiểm soát viên.
paid-in-part = Còn một phần chưa chi được.

reversal-open = Chi nhầm? Huỷ khoản vừa chi
reversal-what = Sẽ huỷ: { $programme }, { $months }, { $amount }.
reversal-how = Chỉ huỷ được khoản chi gần nhất, khi thẻ còn trong đầu đọc. Người nhận nhập mã PIN; kiểm soát viên nhập tên và mật khẩu của mình.
reversal-supervisor = Kiểm soát viên
reversal-password = Mật khẩu của kiểm soát viên
reversal-do = Huỷ khoản chi
reversal-unsettled-title = CHƯA RÕ ĐÃ HUỶ HAY CHƯA
reversal-unsettled-why = Thẻ rời đầu đọc khi đang huỷ khoản { $amount }. Chưa biết thẻ đã huỷ khoản này hay chưa.
reversal-unsettled-do = Chưa thu lại tiền và cũng chưa trả thêm. Đưa lại đúng thẻ này vào đầu đọc: máy sẽ hỏi thẻ và cho biết kết quả. Nếu thẻ không đọc được nữa, để kiểm soát viên xử lý.

taken-back-title = Đã huỷ khoản chi { $amount }
taken-back-do = Thu lại đúng số tiền này và cất vào ngăn kéo. Gạch bỏ biên nhận đã in. Kỳ này được chi lại từ đầu.
taken-back-late = Lần huỷ bị gián đoạn trước đó nay đã được thẻ xác nhận. Nếu khi ấy đã thu lại tiền thì không thu nữa.

refused-person = Người nhận
refused-basis = Căn cứ
refused-code = Mã tra cứu

unsettled-title = CHƯA ĐƯỢC TRẢ TIỀN
unsettled-why = Thẻ rời đầu đọc khi đang chi { $amount }. Chưa biết thẻ đã ghi khoản này hay chưa.
unsettled-do = Đưa lại đúng thẻ này vào đầu đọc: máy sẽ hỏi thẻ và cho biết có trả tiền hay không. Nếu thẻ không đọc được nữa, mời kiểm soát viên.
unsettled-part = Phần đã được thẻ xác nhận: { $amount }. Chưa trả phần này: máy sẽ báo trả cả khoản khi rõ kết quả, hoặc riêng phần này khi rời trang.
unsettled-card = Số thẻ
unsettled-leave = Để kiểm soát viên xử lý sau

trouble-card-mute-what = Thẻ không trả lời
trouble-card-mute-why = Có thể thẻ bị đưa ngược, chip bẩn hoặc hỏng. Chưa chi gì.
trouble-card-mute-do = Rút thẻ, xem lại chiều chip, lau chip bằng vải khô rồi đưa vào lại.
trouble-card-gone-what = Thẻ đã bị rút ra
trouble-card-gone-why = Thẻ rời đầu đọc trước khi chi. Chưa chi gì.
trouble-card-gone-do = Đưa thẻ vào lại và để yên đến khi có biên nhận.
trouble-card-swapped-what = Thẻ đã bị đổi
trouble-card-swapped-why = Thẻ trong đầu đọc không còn là thẻ vừa hiện trên màn hình. Chưa chi gì.
trouble-card-swapped-do = Rút thẻ, đưa đúng thẻ của người nhận vào lại.
trouble-apdu-status-what = Thẻ báo lỗi
trouble-apdu-status-why = Thẻ không thực hiện được lệnh đọc. Chưa chi gì.
trouble-apdu-status-do = Rút thẻ và đưa vào lại. Nếu vẫn lỗi, người nhận cần đổi thẻ.
trouble-reader-timeout-what = Đầu đọc không trả lời
trouble-reader-timeout-why = Thẻ hoặc đầu đọc quá lâu không có kết quả. Không trả tiền khi chưa có màn hình xanh.
trouble-reader-timeout-do = Rút thẻ và đưa vào lại. Nếu lặp lại, rút và cắm lại đầu đọc, rồi xem mục Chi trả gần đây trước khi chi tiếp.
trouble-reader-in-use-what = Đầu đọc đang bị chương trình khác dùng
trouble-reader-in-use-why = Một chương trình khác trên máy đang giữ thẻ. Chưa chi gì.
trouble-reader-in-use-do = Đóng chương trình kia, rút thẻ và đưa vào lại.
trouble-internal-what = Chương trình gặp lỗi
trouble-internal-why = Lỗi đã được ghi lại. Không trả tiền khi chưa có màn hình xanh.
trouble-internal-do = Rút thẻ và đưa vào lại. Nếu lặp lại, báo kiểm soát viên.
trouble-other-what = Không đọc được thẻ
trouble-other-why = Thẻ trả lời không đúng quy cách. Không trả tiền khi chưa có màn hình xanh.
trouble-other-do = Rút thẻ và đưa vào lại. Nếu vẫn lỗi, báo kiểm soát viên kèm mã tra cứu.

said-moved = Thao tác vừa rồi không được thực hiện vì màn hình đã chuyển. Không có gì bị chi hai lần. Hãy xem kỹ màn hình hiện tại.
said-scan-empty = Chưa có mã nào. Bấm vào ô quét rồi quét mã QR trên phiếu.
said-scan-citizen-card = Đây là mã QR của thẻ căn cước. Trước tiên hãy quét mã QR trên phiếu chi trả.
said-image-too-large = Ảnh quá lớn. Hãy chụp lại với kích thước nhỏ hơn.
said-image-unreadable = Tệp này không phải ảnh JPEG, PNG hay WebP đọc được.
said-image-without-qr = Không tìm thấy mã QR trong ảnh. Hãy chụp thẳng, đủ sáng, mã chiếm gần hết khung hình.
said-image-with-several = Trong ảnh có nhiều mã QR. Hãy chụp riêng mã trên phiếu chi trả.
said-reversal-not-supervisor = Chưa huỷ: tên hoặc mật khẩu không đúng, hoặc không phải kiểm soát viên. Chưa có lệnh nào gửi tới thẻ.
said-reversal-too-many-failures = Chưa huỷ: nhập sai mật khẩu quá nhiều lần. Chờ một phút rồi thử lại.
said-reversal-card-gone = Chưa huỷ: thẻ đã rời đầu đọc hoặc không trả lời. Khoản chi vẫn giữ nguyên. Đưa thẻ vào lại nếu vẫn muốn huỷ.
said-citizen-card-empty = Chưa có số căn cước. Hãy quét thẻ căn cước hoặc nhập 12 số.
said-citizen-card-old-number = Đây là số CMND cũ có 9 số. Cần số căn cước 12 số.
said-citizen-card-no-number = Không đọc được số căn cước. Hãy quét lại mã QR trên thẻ căn cước hoặc nhập đủ 12 số.

basis-clock = đồng hồ của máy
basis-trust-list = danh sách khoá tin cậy
basis-status-list = danh sách trạng thái thẻ
basis-payout-list = danh sách chi trả
basis-journal = nhật ký của quầy
basis-card = thẻ đang đọc
basis-record = nội dung đã ký trên thẻ hoặc phiếu
basis-configuration = cấu hình của quầy
basis-policy = quy định chi trả của quầy
basis-terminal = chứng thư của quầy này
basis-centre = trả lời của trung tâm
basis-teller = dữ liệu vừa nhập

column-programme = Chương trình
column-months = Kỳ
column-amount = Số tiền
column-time = Thời gian
column-person = Người nhận
column-ledger = Trung tâm
column-receipt = Biên nhận
column-teller = Giao dịch viên
column-reason = Lý do

programme-BTXH = Trợ giúp xã hội
programme-HTXH = Trợ cấp hưu trí xã hội
programme-BHXH = Bảo hiểm xã hội
programme-BHTN = Bảo hiểm thất nghiệp
programme-NCC = Trợ cấp ưu đãi người có công
programme-MTP = Hỗ trợ chi phí mai táng

recent-none = Quầy này chưa chi khoản nào.
recent-taken-back = Đã huỷ { $amount }
recent-print = In bản sao biên nhận
ledger-confirmed = Đã xác nhận
ledger-pending = Chờ xác nhận
ledger-set-aside = Cần xử lý

windows-title = Chi ngoài kỳ
windows-how = Hôm nay ngoài kỳ chi của các chương trình dưới đây. Cho chi thì quầy này chi được đến hết ngày; nhật ký ghi tên kiểm soát viên và trung tâm biết.
windows-waive = Cho chi hôm nay: { $programme }
windows-when = Kỳ chi: ngày { $first } đến ngày { $last }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}
said-window-waived = Đã cho chi đến hết hôm nay. Đưa lại thẻ hoặc giấy của người nhận.
said-window-not-waived = Chưa đổi gì: chương trình đang trong kỳ chi, hoặc cấu hình không cho chi ngoài kỳ.
clock-confirm = Tôi xác nhận giờ này đúng
clock-confirm-how = Giờ của máy bây giờ là { $now }. So với đồng hồ khác. Nếu đúng, xác nhận: quầy chi trả lại được, việc xác nhận được ghi vào nhật ký cùng tên kiểm soát viên và gửi về trung tâm.
clock-behind-signed = Không xác nhận được: trung tâm đã ký dữ liệu vào lúc muộn hơn giờ của máy. Hãy chỉnh lại ngày giờ của máy.

intents-title = Lần chi hoặc huỷ chưa rõ kết quả
intents-do = Chưa biết thẻ đã ghi khoản chi hay chưa, nên không được trả tiền và cũng không được coi là chưa chi. Đưa đúng thẻ vào đầu đọc của quầy này: máy sẽ hỏi thẻ và tự kết thúc. Chỉ khi không hỏi được thẻ nữa mới kết thúc bằng tay.
intents-close = Không hỏi được thẻ nữa? Kết thúc bằng tay
intents-close-how = Chỉ dùng khi thẻ mất, hỏng hẳn hoặc người nhận không quay lại. Sổ của trung tâm ghi khoản này là chưa rõ kết quả và có người xem xét; không sửa lại được.
intents-close-reason = Lý do không hỏi được thẻ
intents-close-cash = Tiền mặt
intents-close-paid = Đã đưa { $amount } cho người nhận
intents-close-unpaid = Chưa đưa tiền
intents-close-returned = Đã thu { $amount } về ngăn kéo
intents-close-kept = Chưa thu lại tiền
intents-close-do = Ghi và kết thúc
closing-card-lost = Mất thẻ
closing-card-broken = Thẻ hỏng, không đọc được
closing-holder-gone = Người nhận không quay lại
closing-receipt-fell-off = Thẻ không còn giữ biên nhận này
said-intent-closed = Đã ghi và kết thúc. Trung tâm sẽ xem xét khoản này.
said-intent-settled = Không ghi: lần này đã được kết thúc trước đó, có thể do thẻ vừa được đưa vào.
said-intent-incomplete = Không ghi: cần chọn lý do và cho biết tiền mặt ở đâu.
intents-reversal = Huỷ khoản chi
intents-none = Không có lần chi nào chưa rõ kết quả.
letters-title = Khoản trung tâm chưa ghi sổ
letters-do = Trung tâm đã nhận các khoản này nhưng chưa ghi là đã chi. Đối chiếu biên nhận có chữ ký với lý do dưới đây, lập biên bản và gửi trung tâm. Các khoản này được giữ lại, không bị xoá.
letters-script = Lệnh số { $number } ghi vào thẻ { $card }
letters-none = Không có khoản nào bị trung tâm giữ lại.

letter-receipt-missing = Thiếu biên nhận do thẻ ký
letter-card-unknown = Trung tâm không biết thẻ này
letter-receipt-invalid = Chữ ký của thẻ trên biên nhận không đúng
letter-receipt-differs = Biên nhận của thẻ khác với nhật ký của quầy
letter-entitlement-unknown = Trung tâm không biết quyền hưởng này
letter-record-unknown = Trung tâm không biết bản ghi của thẻ hoặc phiếu này
letter-programme-differs = Chương trình khác với sổ của trung tâm
letter-not-due = Kỳ này không có khoản phải chi
letter-amount-differs = Số tiền khác với số phải chi
letter-second-payment = Kỳ này đã được chi ở nơi khác
letter-payment-unknown = Trung tâm không biết khoản chi bị huỷ, hoặc khoản ấy đã huỷ rồi
letter-paper-of-another-office = Chi theo phiếu của bưu cục khác
letter-outcome-unknown = Chưa rõ kết quả, kiểm soát viên báo tiền không chuyển tay
letter-outcome-unknown-cash = Chưa rõ kết quả, kiểm soát viên báo tiền đã chuyển tay
letter-entry-unreadable = Trung tâm chưa đọc được dòng nhật ký này; các dòng khác vẫn được ghi sổ
letter-record-revoked = Bản ghi của thẻ hoặc phiếu đã bị huỷ trước khi chi
letter-terminal-uncertified = Quầy không có chứng thư còn hạn khi chi
letter-script-unknown = Trung tâm không ra lệnh này cho thẻ
letter-other = Lý do khác

tray-title = Khay mô phỏng
tray-hint = Thay cho đầu đọc và máy quét thật.
tray-pull = Rút thẻ
tray-insert = Đưa thẻ vào
tray-show = Quét phiếu
tray-in = trong đầu đọc
tray-empty = Khay trống.
tray-citizen = Căn cước { $number }
