# Trang của một khoản được chi: chọn kỳ, số tiền, tờ tiền, người nhận thay.
# dynamic: document-
# dynamic: medium-

offered-months = Kỳ chi của { $programme }
offered-none = Không chi lần này
offered-choose = Chọn số tháng
offered-recount = Tính lại
offered-left = Lần này chưa chi { $amount }: người nhận được lĩnh sau.

said-choice-unknown = Số tháng đã chọn không có trong khoản được chi. Chưa chi gì. Hãy chọn lại.
said-choice-not-oldest-first = Phải chi kỳ cũ trước, kỳ mới sau. Chưa chi gì. Hãy chọn lại.
said-choice-empty = Chưa chọn tháng nào để chi. Hãy chọn ít nhất một tháng.

notes-title = Gợi ý tờ tiền:
notes-short = Các tờ tiền này còn thiếu { $amount }.
notes-over = Các tờ tiền này thừa { $amount }.
notes-change = Đổi tờ tiền
notes-count-again = Cộng lại
said-notes-count = Số tờ phải là số từ 0 trở lên. Gợi ý tờ tiền vẫn như cũ.

proxy-open = Người khác nhận thay
proxy-how = Xem giấy uỷ quyền có chứng thực (tối đa 12 tháng) và giấy tờ của người nhận thay. Để trống nếu chính người hưởng nhận.
proxy-document = Giấy tờ của người nhận thay
document-citizen-card = Thẻ căn cước
document-passport = Hộ chiếu
proxy-number = Quét mã QR trên thẻ căn cước, hoặc nhập số
proxy-until = Ngày cuối của giấy uỷ quyền
said-proxy-number = Số giấy tờ của người nhận thay còn thiếu hoặc không đúng dạng: căn cước 12 số, hộ chiếu một chữ và 7 hoặc 8 số. Chưa chi gì.
said-proxy-document = Chưa chọn loại giấy tờ của người nhận thay. Chưa chi gì.
said-proxy-until = Chưa có ngày cuối của giấy uỷ quyền. Chưa chi gì: nhập ngày ghi trên giấy rồi thử lại.

refusal-proxy-not-listed-what = Không đúng người nhận thay
refusal-proxy-not-listed-why = Danh sách chi trả ghi một người nhận thay khác.
refusal-proxy-not-listed-do = Không chi cho người này. Người hưởng, hoặc đúng người được uỷ quyền, mang giấy tờ đến; nếu đã đổi người nhận thay, báo cơ quan quản lý trợ cấp.

refusal-proxy-expired-what = Giấy uỷ quyền đã hết hạn
refusal-proxy-expired-why = Giấy uỷ quyền chỉ có hiệu lực đến hết ngày { $until }.
refusal-proxy-expired-do = Không chi cho người nhận thay. Người hưởng tự nhận, hoặc lập giấy uỷ quyền mới có chứng thực.

refusal-proxy-too-long-what = Giấy uỷ quyền dài hơn luật cho phép
refusal-proxy-too-long-why = Giấy uỷ quyền nhận thay có hiệu lực tối đa { $months } tháng.
refusal-proxy-too-long-do = Xem lại ngày cuối ghi trên giấy. Nếu đúng là dài hơn, hướng dẫn lập giấy uỷ quyền khác.

sound-on = Âm thanh: đang bật
sound-off = Âm thanh: đang tắt
sound-silent = Trình duyệt chưa cho phát tiếng: bấm để bật

refusal-pin-not-typed-what = Chưa nhập mã PIN
refusal-pin-not-typed-why = { $fault ->
    [keypad-timeout] Hết thời gian chờ nhập mã PIN trên bàn phím của đầu đọc. Không mất lần thử nào.
    [keypad-cancelled] Người nhận đã bấm nút huỷ trên bàn phím của đầu đọc. Không mất lần thử nào.
    [keypad-missing] Đầu đọc này không có bàn phím. Không mất lần thử nào.
   *[other] Mã PIN nhập trên bàn phím của đầu đọc chưa đủ 6 chữ số. Không mất lần thử nào.
}
refusal-pin-not-typed-do = Bấm Chi trả và mời người nhận nhập lại trên bàn phím của đầu đọc.

offered-keypad = Bấm Chi trả, rồi mời người nhận nhập mã PIN trên bàn phím của đầu đọc.

medium-chip = Thẻ chip
medium-qr = Phiếu QR
medium-list = Theo danh sách chi trả

list-open = Quên thẻ, thẻ hỏng: chi theo danh sách
list-how = Chỉ tại đúng bưu cục của người nhận, có kiểm soát viên. Quét mã QR trên thẻ căn cước của người nhận, hoặc nhập 12 số.
list-number = Số căn cước của người nhận
list-find = Tìm trong danh sách
list-look = Không có thẻ và phiếu. Kiểm soát viên đối chiếu người nhận với ảnh trên thẻ căn cước (4 số cuối { $last4 }), rồi nhập tên và mật khẩu của mình.
said-list-not-supervisor = Tên hoặc mật khẩu kiểm soát viên không đúng. Chưa chi gì.
said-list-too-many-failures = Sai mật khẩu quá nhiều lần. Chưa chi gì. Chờ ít phút rồi thử lại.
said-list-own-action = Người chi không tự duyệt khoản chi của mình. Chưa chi gì. Mời kiểm soát viên khác.

refusal-no-payout-list-what = Quầy chưa có danh sách chi trả
refusal-no-payout-list-why = Chi khi không có thẻ và phiếu phải dựa vào danh sách chi trả của bưu cục, mà quầy chưa tải được danh sách.
refusal-no-payout-list-do = Kết nối mạng để tải danh sách rồi thử lại, hoặc mời người nhận mang thẻ hay phiếu QR đến.
