# dynamic: error-

skip-to-content = Đến nội dung chính
navigation = Các mục
connection-lost = Mất kết nối với máy chủ. Thông tin trên màn hình có thể đã cũ; trang đang tự kết nối lại.
back-to-start = Về trang đầu

sign-in = Đăng nhập
sign-in-user = Tên đăng nhập
sign-in-password = Mật khẩu
sign-in-wrong = Tên đăng nhập hoặc mật khẩu không đúng.
sign-in-wait = Nhập sai nhiều lần. Vui lòng thử lại sau { $seconds } giây.
sign-in-forgotten = Quên mật khẩu? Đề nghị kiểm soát viên hoặc người quản trị cấp lại.
sign-out = Đăng xuất

locked = Màn hình đang khoá
locked-why = Phiên của { $user } tạm khoá vì không ai thao tác. Mọi thứ trên quầy vẫn như cũ, thẻ trong đầu đọc vẫn được giữ.
locked-wrong = Mật khẩu không đúng.
locked-unlock = Mở khoá
locked-other = Không phải { $user }? Đăng xuất rồi đăng nhập bằng tài khoản của bạn.

ago-ahead = thời điểm ở tương lai – hãy kiểm tra đồng hồ máy
ago-now = vừa xong
ago-minutes = { $count } phút trước
ago-hours = { $count } giờ trước
ago-days = { $count } ngày trước

incident = Mã sự cố: { $number }

error-400-what = Yêu cầu không hợp lệ
error-400-why = Máy chủ không hiểu được dữ liệu trình duyệt gửi lên.
error-400-do = Hãy quay lại trang trước và nhập lại.

error-stale-what = Trang đã hết hạn
error-stale-why = Trang này được mở từ trước khi đăng nhập hoặc trước khi chương trình khởi động lại, nên thao tác vừa rồi chưa được thực hiện.
error-stale-do = Hãy mở lại trang rồi làm lại thao tác.

error-foreign-what = Yêu cầu bị từ chối
error-foreign-why = Yêu cầu được gửi từ một trang web khác, không phải từ chương trình này.
error-foreign-do = Hãy đóng trang web kia. Nếu thông báo còn xuất hiện, báo cho người quản trị.

error-401-what = Bạn chưa đăng nhập
error-401-why = Phiên làm việc đã kết thúc hoặc quá lâu không thao tác.
error-401-do = Hãy đăng nhập lại.

error-token-what = Chương trình này chưa được phép gọi quầy
error-token-why = Thiếu mã truy cập, hoặc mã không còn hiệu lực.
error-token-do = Cấp mã mới trên máy quầy bằng lệnh “counter till add”.

error-403-what = Bạn không có quyền dùng trang này
error-403-why = Trang này dành cho vai trò khác với tài khoản đang đăng nhập.
error-403-do = Hãy đăng nhập bằng tài khoản phù hợp, hoặc nhờ kiểm soát viên.

error-404-what = Không tìm thấy trang
error-404-why = Địa chỉ bị gõ sai, hoặc nội dung không còn ở đây.
error-404-do = Hãy về trang đầu và chọn lại.

error-405-what = Không mở được trang theo cách này
error-405-why = Địa chỉ này chỉ nhận biểu mẫu gửi từ chương trình.
error-405-do = Hãy về trang đầu và làm lại từ biểu mẫu.

error-413-what = Tệp hoặc nội dung quá lớn
error-413-why = Dữ liệu gửi lên vượt quá giới hạn của trang này.
error-413-do = Hãy kiểm tra xem có chọn nhầm tệp không, hoặc chia thành nhiều tệp nhỏ hơn.

error-429-what = Thao tác quá nhanh
error-429-why = Có quá nhiều yêu cầu liên tiếp trong thời gian ngắn.
error-429-do = Hãy đợi một phút rồi thử lại.

error-500-what = Chương trình gặp lỗi
error-500-why = Máy chủ không hoàn thành được yêu cầu. Lỗi đã được ghi lại.
error-500-do = Nếu đang chi trả, hãy kiểm tra nhật ký trước khi đưa tiền hoặc làm lại. Nếu lỗi lặp lại, báo mã sự cố cho bộ phận hỗ trợ.

error-503-what = Máy chủ đang bận
error-503-why = Dịch vụ tạm thời chưa sẵn sàng.
error-503-do = Hãy đợi ít phút rồi thử lại.
