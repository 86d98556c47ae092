# Thanh tra: tiến độ, gọi xác minh, điểm khác thường.
# dynamic: call-result-
# dynamic: pattern-kind-
# dynamic: pattern-told-
# dynamic: decision-refused-

nav-inspection = Thanh tra
inspection-title = Thanh tra
inspection-progress = Tiến độ chi trong kỳ
inspection-draws = Gọi xác minh
inspection-patterns = Điểm khác thường
inspection-chart = Tỷ lệ đã chi, { $month }
inspection-nothing = { $month } chưa có khoản nào phải chi.

pattern-what = Những con số dưới đây chỉ cho biết nên xem ở đâu, không kết luận ai làm sai. Có khi một người hàng xóm nhận thay cả xóm, hoặc lũ lụt làm mọi người phải nhận theo danh sách.
pattern-choose = Chọn bưu cục và tháng để xem.
pattern-none = Không có gì khác thường. Giao dịch viên có dưới { $least } khoản chi trong tháng không được xét.
pattern-teller = Giao dịch viên
pattern-kind = Điểm khác thường
pattern-numbers = Số liệu
pattern-kind-fast = Chi rất nhanh
pattern-kind-hours = Chi ngoài giờ
pattern-kind-proxy = Một người nhận thay nhiều người
pattern-kind-reversed = Nhiều khoản huỷ
pattern-kind-list = Nhiều khoản chi theo danh sách
pattern-told-fast = { $number } trong { $of } khoản chi cách khoản trước chưa đến { $seconds } giây (ngưỡng { $threshold } %).
pattern-told-hours = { $number } trong { $of } khoản chi trước { $from } giờ hoặc từ { $until } giờ trở đi (ngưỡng { $threshold } %).
pattern-told-proxy = Người nhận thay có giấy tờ tận cùng { $who } nhận { $number } khoản của những người khác nhau, trong { $of } khoản chi (ngưỡng { $threshold }). Hai người có thể trùng bốn số cuối.
pattern-told-reversed = { $number } khoản huỷ so với { $of } khoản chi (ngưỡng { $threshold } %).
pattern-told-list = { $number } trong { $of } khoản chi theo danh sách, không có thẻ hoặc phiếu (ngưỡng { $threshold } %).

draw-what = Mỗi đợt gọi cho một số người hưởng chọn bằng bốc thăm. Mã bốc thăm được khoá trước khi có khoản chi đầu tiên, nên không ai chọn trước được người bị gọi, và ai cũng có thể bốc lại để kiểm tra.
draw-none = Chưa có đợt nào.
draw-size = Số cuộc gọi
draw-drawn = Đã bốc thăm
draw-published = Đã khoá mã
draw-publish-title = Mở đợt gọi xác minh
draw-publish = Khoá mã bốc thăm
draw-publish-what = Máy tạo mã ngẫu nhiên và ghi dấu băm của mã vào nhật ký kiểm soát. Chỉ mở được khi kỳ này chưa có khoản chi nào.
draw-title = Đợt gọi xác minh số { NUMBER($number, useGrouping: 0) }
draw-back = ← Tất cả các đợt
draw-seed-hash = Dấu băm của mã (SHA-256)
draw-seed = Mã bốc thăm
draw-payments = Số khoản chi trong danh sách
draw-list-hash = Dấu băm của danh sách
draw-repeat = Cách bốc lại để kiểm tra
draw-repeat-what = Với mỗi khoản chi, ghép 16 byte mã quyền hưởng với 2 byte mã kỳ (số tháng kể từ tháng 1/2000, byte cao trước). Dấu băm của danh sách là SHA-256 của tất cả các chuỗi đó xếp tăng dần, nối liền. Thăm của mỗi khoản là HMAC-SHA256, khoá là mã bốc thăm, nội dung là “chitra call-back lot 1”, một byte 0, dấu băm của danh sách, rồi chuỗi của khoản. Các thăm nhỏ nhất được chọn, theo thứ tự tăng dần.
draw-list-csv = Tải danh sách đã bốc (CSV)
draw-make = Bốc thăm
draw-make-what = Danh sách các khoản đã chi của kỳ được chốt lúc này, mã được công bố, và không bốc lại lần nữa.
draw-calls = Những người được gọi
draw-rank = Thứ tự
draw-person = Người hưởng
draw-paid-at = Nơi chi
draw-result = Trả lời
draw-entitlement = Mã quyền hưởng
draw-said-published = Đã khoá mã bốc thăm và ghi dấu băm vào nhật ký kiểm soát.
draw-said-drawn = Đã bốc thăm.
draw-said-recorded = Đã ghi trả lời.
call-result-confirmed = Đã nhận đủ
call-result-not-received = Chưa nhận
call-result-not-reached = Không gọi được
call-result-other-amount = Nhận số tiền khác
call-told = Số tiền nghe nói
call-keep = Ghi

decision-refused-draw-size = Số cuộc gọi phải từ 1 đến { $most }.
decision-refused-draw-known = Kỳ này đã có một đợt gọi xác minh.
decision-refused-draw-too-late = Kỳ này đã có khoản chi, nên không khoá mã được nữa: mã phải có trước khi biết ai được chi.
decision-refused-draw-malformed = Hãy chọn tỉnh, chương trình và kỳ.
decision-refused-draw-nothing-paid = Kỳ này chưa có khoản chi nào để bốc thăm.
decision-refused-draw-done = Đợt này đã bốc thăm.
decision-refused-call-unknown = Không có cuộc gọi này trong đợt.
decision-refused-call-recorded = Người này đã trả lời; câu trả lời không sửa được.
decision-refused-call-result = Chưa chọn câu trả lời.
decision-refused-call-amount = Khi người hưởng nhận số tiền khác, hãy ghi số tiền đó bằng đồng (ví dụ 300.000); nó phải khác với số trên sổ.
