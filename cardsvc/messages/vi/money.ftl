# Kinh phí và tiền mặt: số dư theo sổ, lệnh thu chi của tài chính, hai người cùng quyết định.
# dynamic: money-kind-
# dynamic: money-kept-
# dynamic: decision-refused-

nav-money = Kinh phí
money-title = Kinh phí và tiền mặt
money-new = Lệnh mới
money-new-hint = Theo chứng từ ngân hàng. Mỗi chứng từ chỉ ghi sổ được một lần, sau khi một người khác duyệt.
money-kind = Loại lệnh
money-kind-funded = Nhận kinh phí
money-kind-refunded = Trả lại kinh phí
money-kind-fee = Thu phí chi trả
money-kind-supplied = Tiếp quỹ bưu cục
money-kind-banked = Bưu cục nộp tiền về ngân hàng
money-kind-settled = Xử lý vụ việc
money-of-programme = Của chương trình
money-of-office = Của bưu cục
money-amount-hint = Số đồng chẵn, ví dụ 9.000.000.000.
money-reference = Số chứng từ
money-reference-hint = Số trên giấy báo có, uỷ nhiệm chi hoặc phiếu của ngân hàng. Không ghi họ tên.
money-preview = Xem trước
money-preview-hint = Xem lại bằng số và bằng chữ; chưa gửi gì.
money-preview-title = Xem trước lệnh
money-proposal-title = Lệnh đề nghị
money-in-words = Bằng chữ: { $words }
money-place = Nơi
money-giver = Tiền lấy từ
money-giver-now = Theo sổ hiện có
money-giver-after = Còn lại sau khi ghi
money-giver-short = Theo sổ, nơi này không đủ tiền. Hãy kiểm tra lại chứng từ; cũng có thể còn lệnh hoặc bút toán của quầy chưa ghi.
money-back = Kinh phí và tiền mặt
money-waiting = Chờ duyệt
money-booked = Các lệnh đã ghi sổ
money-booked-none = Chưa có lệnh nào.
money-booked-at = Ghi sổ lúc
money-was-booked = Đã ghi sổ.
money-said-booked = Đã duyệt và ghi sổ.
money-of-case = Vụ việc số { $number }
money-case = Vụ việc số
money-balances = Số dư theo sổ
money-balances-hint = Từ đầu sổ đến lúc này, trong phạm vi tài khoản được xem.
money-balances-none = Sổ chưa có khoản nào trong phạm vi này.
money-account = Tài khoản
money-kept-funding = Kinh phí đã nhận
money-kept-bank = Tiền gửi ngân hàng
money-kept-office-cash = Quỹ tiền mặt bưu cục
money-kept-drawer = Ngăn kéo của quầy
money-kept-paid = Đã chi cho người hưởng
money-kept-suspense = Đang treo
money-kept-fee = Phí chi trả
money-kept-returned = Đã trả lại cơ quan cấp
money-kept-loss = Đơn vị chi trả chịu
money-month = Kinh phí và số phải chi – { $month }
money-month-hint = Số phải chi gồm cả truy lĩnh và khoản một lần trong danh sách của tháng.
money-month-none = Chưa có kinh phí hoặc danh sách nào ở tỉnh, thành phố được xem trọn.
money-owed = Phải chi trong tháng
money-unpaid = Chưa chi
money-missing = Còn thiếu
money-enough = Đủ

decision-refused-money-kind = Hãy chọn loại lệnh.
decision-refused-money-programme = Hãy chọn chương trình.
decision-refused-money-province = Hãy chọn tỉnh, thành phố.
decision-refused-money-office = Không có bưu cục này. Hãy chọn bưu cục trong danh sách.
decision-refused-money-amount = Số tiền phải là số đồng chẵn lớn hơn 0, ví dụ 9.000.000.000, không quá { $limit } đồng.
decision-refused-money-reference = Hãy ghi số chứng từ, không quá { $limit } ký tự.
decision-refused-money-known = Chứng từ { $reference } đã được ghi sổ cho nơi này. Mỗi chứng từ chỉ ghi một lần.
decision-refused-money-waiting = Chứng từ { $reference } đã có một đề nghị đang chờ duyệt cho nơi này.
decision-refused-money-scope = Nơi này ngoài phạm vi của tài khoản.

command-money-line = { $what } · { $place } · { $amount } · { $reference }
command-money-proposed = Đã ghi đề nghị số { $number }. Người khác duyệt bằng lệnh: cardsvc money approve { $number } --by TÀI-KHOẢN, hoặc trang Chờ duyệt.
command-money-waiting = Chờ duyệt, đề nghị số { $number } của { $user }: { $what }
command-money-booked = { $number } · { $at } · { $what } · { $place } · { $amount } · { $reference } · đề nghị: { $proposer }; duyệt: { $approver }
