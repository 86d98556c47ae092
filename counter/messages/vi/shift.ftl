# Ca làm việc và ngăn kéo tiền: mở ca, nộp và rút tiền, đếm, đóng ca, báo cáo.
# dynamic: cash-
# dynamic: explanation-
# dynamic: wrong-
# dynamic: report-medium-
# dynamic: said-

nav-shift = Ca làm việc
nav-shifts = Các ca đã đóng

shift-open-title = Mở ca
shift-open-how = Đếm tiền đầu ca trong ngăn kéo rồi ghi số tờ của từng mệnh giá. Ô để trống là không có tờ nào. Khi đã mở ca, muốn thêm hay bớt tiền thì dùng mục Ca làm việc.
shift-open-do = Mở ca
shift-carried = Sau khi đóng ca trước, có thẻ mới cho biết kết quả của một lần chi bị gián đoạn. Khoản ấy được tính vào ca này.
shift-opened-at = Ca của { $teller }, mở lúc { $at }.
shift-closed-at = Đóng lúc { $at }, người đóng: { $teller }.
shift-float = Tiền đầu ca: { $amount }.
shift-other-title = Ngăn kéo đang trong ca của { $teller }
shift-other-why = Mỗi quầy mỗi lúc chỉ có một ca, vì một ngăn kéo chỉ do một người chịu trách nhiệm.
shift-other-do = Mời { $teller } đếm tiền và đóng ca, hoặc nhờ kiểm soát viên đóng thay.
shift-other-supervisor = Kiểm soát viên có thể đếm tiền và đóng ca thay giao dịch viên vắng mặt.
shift-count-go = Đếm tiền, đóng ca

shift-count-title = Đếm tiền cuối ca
shift-count-how = Đếm hết tiền trong ngăn kéo rồi ghi số tờ của từng mệnh giá. Số phải có chỉ hiện ra sau khi gửi. Đã gửi thì không sửa được; nếu đếm nhầm, đếm lại thành một lần khác.
shift-count-do = Gửi số đếm
shift-count-not = Chưa đóng ca
shift-count-again = Đếm lại
count-note = Mệnh giá
count-pieces = Số tờ
count-total = Cộng

shift-close-title = Đóng ca
shift-close-do = Đóng ca
shift-close-how = Đóng ca được cả khi mất mạng. Toàn bộ tiền đếm được nộp về quỹ của bưu cục.
shift-expected = Phải có
shift-counted = Đếm được
shift-counted-notes = Tiền đếm được
shift-difference = Chênh lệch
shift-even = Khớp, không chênh lệch
shift-short = Thiếu { $amount }
shift-over = Thừa { $amount }
shift-explanation = Giải trình chênh lệch
shift-note = Ghi thêm vài chữ (không ghi tên người, số căn cước hay số điện thoại)
shift-approval = Chênh lệch trên { $limit }: cần kiểm soát viên duyệt
shift-unsettled = Còn { $count } lần chi hoặc huỷ chưa rõ kết quả. Vẫn đóng ca được; số tiền của các lần này có thể là nguyên nhân chênh lệch.
shift-unconfirmed = Còn { $count } bút toán trung tâm chưa xác nhận. Vẫn đóng ca được; máy tự gửi khi có mạng và báo cáo ghi rõ.
shift-unconfirmed-now = Còn { $count } bút toán của ca này trung tâm chưa xác nhận. Máy tự gửi khi có mạng.

explanation-wrong-change = Đưa thừa hoặc thiếu khi trả lại, đổi tiền lẻ
explanation-paid-wrong = Đếm nhầm tiền khi chi
explanation-unsettled-payout = Do lần chi chưa rõ kết quả
explanation-bad-note = Có tiền giả hoặc tiền không đủ tiêu chuẩn lưu thông
explanation-counted-wrong = Đếm nhầm tiền đầu ca
explanation-unknown = Chưa tìm ra nguyên nhân

cash-in-title = Nhận thêm tiền vào ngăn kéo
cash-in-do = Ghi nhận tiền
cash-in-column = Vào
cash-in-safe = Nhận từ quỹ bưu cục
cash-in-drawer = Nhận từ quầy khác
cash-in-exchange = Đổi tiền: nhận vào
cash-in-visit = Nhận lại tiền chi tại nhà
cash-out-title = Rút tiền khỏi ngăn kéo
cash-out-do = Ghi rút tiền
cash-out-column = Ra
cash-out-safe = Nộp về quỹ bưu cục
cash-out-drawer = Chuyển sang quầy khác
cash-out-exchange = Đổi tiền: đưa ra
cash-out-visit = Giao tiền đi chi tại nhà
cash-moved-title = Tiền vào, tiền ra trong ca
cash-moved-none = Ca này chưa nhận thêm hay rút tiền lần nào.

said-no-shift = Chưa làm gì: bạn chưa có ca đang mở ở quầy này. Mở ca rồi làm lại.
said-shift-open = Không mở thêm: ngăn kéo này đang trong một ca.
said-shift-stale = Không ghi thêm: trang này đã cũ, có thể do bấm hai lần. Xem lại danh sách tiền vào, tiền ra bên dưới.
said-shift-not-counted = Có tiền vào hoặc ra sau lần đếm, nên số đếm ấy không còn dùng được. Hãy đếm lại.
said-shift-of-another = Ca này của người khác.
said-cash-done = Đã ghi.

wrong-notes-count = Số tờ { $note } phải là số từ 0 trở lên. Chưa ghi gì; các ô khác vẫn giữ nguyên.
wrong-drawer-too-full = Tổng vượt { $limit }, chắc là ghi nhầm số tờ. Chưa ghi gì.
wrong-cash-amount = Số tiền phải là số đồng chẵn lớn hơn 0, ví dụ 1.500.000. Chưa ghi gì.
wrong-cash-reason = Hãy chọn lý do. Chưa ghi gì.
wrong-close-explanation = Chưa đóng ca: hãy chọn lý do chênh lệch.
wrong-close-note = Chưa đóng ca: ghi chú quá dài, hoặc có dãy số giống số căn cước, số điện thoại hay số thẻ. Hãy bỏ đi.
wrong-close-not-supervisor = Chưa đóng ca: tên hoặc mật khẩu không đúng, hoặc không phải kiểm soát viên.
wrong-close-too-many-failures = Chưa đóng ca: nhập sai mật khẩu quá nhiều lần. Chờ một phút rồi thử lại.
wrong-close-own-action = Chưa đóng ca: không ai tự duyệt chênh lệch của ca mình. Cần một kiểm soát viên khác.

shift-closed-title = Ca đã đóng
shift-print = In báo cáo ca
shift-workbook = Tải bảng tính
shifts-opened = Mở ca
shifts-closed = Đóng ca
shifts-closed-by = người đóng: { $user }
shifts-report = Báo cáo
shifts-older = Các ca cũ hơn
shifts-none = Quầy này chưa đóng ca nào.

report-drawer = Số tiền phải có trong ngăn kéo
report-difference = Kết quả đếm
report-programmes = Chi trả theo chương trình
report-media = Chi trả theo hình thức
report-medium-chip = Thẻ chip và mã PIN
report-medium-qr = Phiếu QR và giấy tờ tuỳ thân
report-medium-list = Theo danh sách, có kiểm soát viên
report-cash = Tiền vào, tiền ra
report-refused = Từ chối theo lý do
report-float = Tiền đầu ca
report-counted = Tiền đếm được
report-counts = Các lần đếm
report-count = Lần { $number }, lúc { $at }, người đếm: { $teller }
report-ledger = Nhật ký và trung tâm
report-carried = Khoản của ca trước, thẻ báo sau khi đóng ca
report-cash-in = Tiền nhận thêm
report-cash-out = Tiền rút ra
report-paid = Đã chi cho { $people } lượt người
report-taken-back = Đã huỷ và thu lại
report-by-hand = Chưa rõ kết quả, theo lời kiểm soát viên
report-note = Ghi chú
report-approved = Người duyệt: { $supervisor }
report-entries = Bút toán số { $first } đến { $last }
report-head = Mã băm bút toán cuối: { $hash }
report-unconfirmed-then = Chưa được trung tâm xác nhận khi đóng ca
report-unconfirmed-now = Chưa được xác nhận khi in báo cáo
report-unconfirmed-seqs = Bút toán chưa được xác nhận: { $seqs }
