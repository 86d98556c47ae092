# Chương trình theo tỉnh, thành phố: dừng, thí điểm, toàn tỉnh; và những chữ chung khi hai người cùng quyết định.
# dynamic: mode-
# dynamic: decision-refused-
# dynamic: list-refusal-

nav-programmes = Chương trình
programmes-title = Chương trình theo tỉnh, thành phố
programmes-hint = Bấm vào một ô để xem hoặc đề nghị thay đổi. Danh sách của chương trình đang dừng, hoặc của bưu cục ngoài diện thí điểm, sẽ không được nhận.
programmes-caption = { $month }
programmes-names = Tên chương trình

mode = Chế độ
mode-off = Dừng
mode-pilot = Thí điểm
mode-full = Toàn tỉnh
mode-off-hint = không nhận danh sách
mode-pilot-hint = chỉ chi trả ở những bưu cục được chọn dưới đây
mode-full-hint = chi trả ở mọi bưu cục
mode-now = Hiện nay
mode-since = từ { $month }
mode-later = { $mode } từ { $month }
mode-unless-set = theo mặc định, chưa ai đặt riêng cho nơi này
mode-offices-count = { $count } bưu cục
mode-proposed = Thay đổi đang chờ duyệt
mode-change = Đề nghị thay đổi
mode-offices = Bưu cục thí điểm
mode-no-office = Tỉnh, thành phố này chưa có bưu cục nào.
mode-first-month = Từ kỳ
mode-past = Những lần đã duyệt, mới nhất trước

decision-propose = Gửi đề nghị
decision-propose-hint = Một người khác sẽ duyệt; chưa có gì thay đổi trước khi được duyệt.
decision-proposed = Đã gửi đề nghị. Cần một người khác duyệt.
decision-approve = Duyệt
decision-approved = Đã duyệt.
decision-withdraw = Rút đề nghị
decision-turn-down = Không duyệt
decision-withdrawn = Đề nghị không còn hiệu lực.
decision-was-withdrawn = Đề nghị này đã được rút hoặc không được duyệt.
decision-reason = Lý do
decision-by = Người đề nghị: { $user }
decision-two = Người đề nghị: { $proposer }; người duyệt: { $approver }
decision-needs-another = Đây là đề nghị của chính bạn: cần một người khác duyệt.
decision-waiting = Chờ duyệt
decision-proposer = Người đề nghị
decision-approver = Người duyệt
decision-leave = Quay lại

decision-refused-same-person = Người đề nghị không được tự duyệt.
decision-refused-proposal-unknown = Không có đề nghị này.
decision-refused-proposal-not-open = Đề nghị này đã được duyệt hoặc đã rút.
decision-refused-already-proposed = Nơi này đã có một đề nghị đang chờ duyệt. Duyệt hoặc rút đề nghị đó trước.
decision-refused-mode-malformed = Chưa chọn chế độ hoặc kỳ bắt đầu.
decision-refused-mode-offices = Thí điểm cần ít nhất một bưu cục.
decision-refused-mode-office-of-another-province = Bưu cục { $office } không thuộc tỉnh, thành phố này.
decision-refused-mode-unchanged = Chế độ vẫn như hiện nay, không có gì để thay đổi.
decision-refused-rates-programme-unknown = Không có chương trình { $programme }.
decision-refused-rates-standard-twice = Đã có mức chuẩn của nơi này từ kỳ { $period }.
decision-refused-standard-programme = Chưa chọn chương trình.
decision-refused-standard-province = Không có tỉnh, thành phố này.
decision-refused-standard-month = Kỳ bắt đầu phải là một tháng, ví dụ 2026-11.
decision-refused-standard-amount = Mức chuẩn phải là số tiền đồng, ví dụ 550.000.
decision-refused-standard-decree = Cần ghi văn bản quy định mức chuẩn (không quá 200 chữ).
decision-refused-standard-of-individual-amounts = Chương trình này không tính theo mức chuẩn.
decision-refused-standard-too-early = Chỉ đề nghị được cho các kỳ đến { $month }: danh sách các kỳ trước đó còn tính theo mức cũ.
decision-refused-standard-not-higher = Mức chuẩn đang áp dụng ở nơi này là { $in_force_vnd } đồng; mức mới phải cao hơn.
decision-refused-standard-unknown = Không có mức chuẩn này.
decision-refused-stop-nothing-open = Hãy chọn ít nhất một khoản đang hưởng của người này.
decision-refused-stop-already = Khoản này đã dừng chi.
decision-refused-stop-month = Kỳ bắt đầu dừng phải là một tháng, ví dụ 2026-11.
decision-refused-stop-day = Ngày xảy ra không phải là một ngày.
decision-refused-stop-reason = Chưa chọn lý do.
decision-refused-stop-malformed = Đề nghị này không phải về dừng hay tiếp tục chi trả.
decision-refused-resume-not-stopped = Khoản này không bị dừng chi.
decision-refused-resume-is-final = Đã thôi hưởng thì không tiếp tục chi trả được.
decision-refused-resume-month = Kỳ tiếp tục không được trước kỳ bắt đầu dừng.
decision-refused-nothing-payable = Không còn khoản nào phải chi.
decision-refused-too-many-entitlements = Người này có { $count } khoản; một thẻ chỉ ghi được { $limit } khoản.
decision-refused-other = Không thực hiện được (mã { $code }).

source-confirm = cần đối chiếu
source-confirm-hint = Chưa đối chiếu với văn bản gốc

list-refusal-list-programme-off = Không nhận: chương trình “{ $programme }” đang dừng ở { $province } trong kỳ { $period }.
list-refusal-list-office-not-in-pilot = Không nhận: trong kỳ { $period }, chương trình “{ $programme }” ở { $province } chỉ thí điểm ở một số bưu cục, không có bưu cục { $office }.
list-refusal-list-past-the-end = Không nhận: chế độ này chỉ chi tối đa { $most } tháng liền nhau; những người ở dòng { $rows } đã hết số tháng.
list-refusal-list-person-stopped = Không nhận: những người ở dòng { $rows } đã thôi hưởng chương trình này.
