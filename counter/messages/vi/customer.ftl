# Màn hình thứ hai, quay về phía người nhận.
# dynamic: customer-

nav-customer = Màn hình người nhận
customer-how = Mở màn hình này trên màn hình thứ hai của máy, quay về phía người nhận, rồi bấm F11. Màn hình chỉ cho biết kỳ, số tiền và việc cần làm; không có tên.
customer-open = Mở màn hình người nhận
customer-title = Chi trả
customer-welcome = Xin mời đưa thẻ hoặc phiếu
customer-reading = Đang đọc thẻ, xin để nguyên thẻ
customer-pin = Mời nhập mã PIN
customer-pin-again = Mã PIN chưa đúng, mời nhập lại
customer-tries = Còn { $tries } lần thử
customer-identity = Mời đưa thẻ căn cước
customer-take-card-and-money = Mời nhận tiền và lấy lại thẻ
customer-take-money = Mời nhận tiền
customer-take-card = Mời lấy lại thẻ
customer-wait-with-card = Xin chờ, chưa nhận tiền
customer-ask-teller = Mời nghe nhân viên hướng dẫn
