# Lời từ chối của giao diện dành cho phần mềm quầy của bưu cục.
# dynamic: api-
# dynamic: error-

error-elsewhere-what = Không được gọi từ máy này
error-elsewhere-why = Giao diện này chỉ nhận lệnh từ chính máy quầy, trừ các địa chỉ ghi ở mục tills_from.
error-elsewhere-do = Gọi từ máy quầy, hoặc nhờ người quản trị thêm địa chỉ vào counter.toml.

api-form-not-json-what = Nội dung không phải JSON
api-form-not-json-do = Gửi với Content-Type: application/json.
api-form-malformed-what = Nội dung JSON không đọc được
api-form-malformed-do = Gửi một đối tượng JSON, mỗi mục một lần.
api-form-member-what = Một mục trong yêu cầu không đúng
api-form-member-do = Xem mục “member” và đối chiếu với /api/v1/openapi.json.
api-moved-what = Màn hình đã chuyển
api-moved-do = Không có gì bị chi hai lần. Xem “state” rồi làm tiếp từ đó.
api-unsettled-what = Chưa rõ thẻ đã chi hay chưa
api-unsettled-do = Không trả tiền. Đưa lại đúng thẻ này vào đầu đọc; nếu thẻ không đọc được nữa, để kiểm soát viên xử lý.
api-reversal-unsettled-what = Chưa rõ thẻ đã huỷ khoản chi hay chưa
api-reversal-unsettled-do = Chưa thu tiền lại. Đưa lại đúng thẻ này vào đầu đọc.
api-citizen-card-first-what = Đây là mã QR của thẻ căn cước
api-citizen-card-first-do = Trước tiên quét mã QR trên phiếu chi trả.
api-no-shift-what = Giao dịch viên chưa mở ca
api-no-shift-do = Mở ca và kiểm tiền đầu ca trước khi chi.
api-choice-unknown-what = Tháng được chọn không có trong khoản chi
api-choice-unknown-do = Mỗi khoản trong “claims” một số, không quá số tháng của khoản ấy.
api-choice-not-oldest-first-what = Phải chi tháng cũ trước
api-choice-not-oldest-first-do = Chọn từ tháng cũ nhất.
api-choice-empty-what = Chưa chọn tháng nào
api-choice-empty-do = Chọn ít nhất một tháng, hoặc bỏ mục “months” để chi tất cả.
api-card-gone-what = Thẻ đã rời đầu đọc hoặc không trả lời
api-card-gone-do = Khoản chi vẫn giữ nguyên. Đưa thẻ vào lại nếu vẫn muốn huỷ.
api-no-such-payout-what = Không có khoản chi này
api-no-such-payout-do = Xem /api/v1/payouts.
api-no-such-intent-what = Không còn việc chưa rõ kết quả này
api-no-such-intent-do = Xem /api/v1/unsettled; có thể thẻ vừa cho biết kết quả.
api-not-supervisor-what = Kiểm soát viên chưa duyệt
api-not-supervisor-do = Tên hoặc mật khẩu không đúng, hoặc không phải kiểm soát viên. Chưa làm gì.
api-too-many-failures-what = Nhập sai mật khẩu quá nhiều lần
api-too-many-failures-do = Chờ một phút rồi thử lại. Chưa làm gì.
api-own-action-what = Không ai tự duyệt việc của mình
api-own-action-do = Nhờ một kiểm soát viên khác.
api-clock-behind-signed-what = Không xác nhận được giờ này
api-clock-behind-signed-do = Trung tâm đã ký dữ liệu có thời điểm muộn hơn. Chỉnh đồng hồ của máy.
api-window-open-what = Không có gì để cho phép
api-window-open-do = Chương trình đang chi được, hoặc không có chương trình này. Xem /api/v1/windows. Chưa làm gì.
api-window-not-by-supervisor-what = Kiểm soát viên không được cho phép việc này
api-window-not-by-supervisor-do = Cấu hình không cho chi ngoài kỳ. Mời người dân đến trong kỳ chi trả.
