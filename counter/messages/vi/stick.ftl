# Chuyển dữ liệu bằng thẻ nhớ USB, thay cho mạng.
# dynamic: fault-stick-
# dynamic: stick-why-
# dynamic: stick-part-

nav-stick = Thẻ nhớ USB

stick-put-in = Chưa thấy thẻ nhớ ở { $place }. Hãy cắm thẻ nhớ vào máy.
stick-look-again = Xem lại
stick-out-title = Mang đi
stick-out-what = { $count ->
    [0] Không có khoản nào chờ xác nhận. Vẫn nên chép ra: trung tâm sẽ gửi lại danh sách mới.
   *[other] Còn { $count } khoản chờ trung tâm xác nhận.
}
stick-out = Chép ra thẻ nhớ
stick-out-hint = Chép ra chưa xác nhận khoản nào. Thẻ nhớ mất thì chép lại sang thẻ khác, không mất dữ liệu.
stick-in-title = Mang về
stick-in-what = Nhận trả lời của trung tâm: xác nhận, danh sách chi trả, danh sách thẻ bị khoá, cấu hình.
stick-in = Nhận từ thẻ nhớ
stick-in-hint = Trả lời được khoá riêng cho quầy này; máy khác không đọc được.
stick-written = { $count ->
    [0] Đã chép xong, không có khoản nào chờ xác nhận.
   *[other] Đã chép xong { $count } khoản chờ xác nhận.
}
stick-written-next = Tháo thẻ nhớ an toàn rồi gửi về trung tâm.
stick-taken = { $count ->
    [0] Đã nhận. Không có mục nào được xác nhận thêm.
   *[other] Đã nhận. Trung tâm xác nhận thêm { $count } mục nhật ký.
}
stick-answer-of = Trả lời viết lúc { $at }.
stick-but = Có phần chưa nhận được; phần khác vẫn đã nhận:
stick-not-done = Chưa làm được.

stick-part-batch = Các khoản đã gửi
stick-part-outbox = Xác nhận
stick-part-lists = Danh sách
stick-part-configuration = Cấu hình

stick-why-batch-gap = trung tâm thiếu các mục từ số { $expected }. Chạy “counter stick out --from { $expected }” rồi gửi lại.
stick-why-terminal-revoked = máy quầy này đã bị thu hồi. Gọi trung tâm.
stick-why-terminal-quarantined = máy quầy này đang bị tạm dừng để kiểm tra. Gọi trung tâm.
stick-why-ack-of-another-terminal = xác nhận này của máy quầy khác. Xin lại trung tâm.
stick-why-ack-does-not-match = xác nhận không khớp nhật ký của quầy. Gọi trung tâm.
stick-why-stick-without = trả lời thiếu phần này. Chép ra và gửi lại.
stick-why-stick-without-trust = quầy chưa có danh sách khoá tin cậy. Chép ra và gửi lại.
stick-why-published-in-the-future = ghi ngày sau đồng hồ của máy này. Xem lại đồng hồ.
stick-why-trust-rollback = cũ hơn danh sách quầy đang có. Không cần làm gì nếu đây là thẻ nhớ cũ.
stick-why-payout-list-rollback = cũ hơn danh sách quầy đang có. Không cần làm gì nếu đây là thẻ nhớ cũ.
stick-why-status-rollback = cũ hơn danh sách quầy đang có. Không cần làm gì nếu đây là thẻ nhớ cũ.
stick-why-configuration-rollback = cũ hơn cấu hình quầy đang có. Không cần làm gì nếu đây là thẻ nhớ cũ.
stick-why-configuration-expired = trả lời đã quá hạn vì đi đường quá lâu. Chép ra và gửi lại.
stick-why-configuration-number-lower = số cấu hình thấp hơn số quầy đang dùng.
stick-why-configuration-unreachable = trả lời thiếu phần này. Chép ra và gửi lại.
stick-why-other = không nhận được ({ $code }). Chép ra và gửi lại; nếu vẫn vậy, gọi trung tâm.

fault-stick-absent = Không đọc hoặc ghi được thẻ nhớ ở { $path }. Cắm lại, hoặc dùng thẻ khác.
fault-stick-empty = Trên thẻ nhớ không có trả lời nào của trung tâm. Kiểm tra xem có đúng thẻ nhớ không.
fault-stick-half-written = Dữ liệu trên thẻ nhớ bị dở dang ({ $file }): thẻ bị rút ra quá sớm hoặc bị hỏng. Xin chép lại.
fault-stick-of-another = Dữ liệu trên thẻ nhớ là của máy quầy { $terminal }, không phải của quầy này.
fault-stick-not-unpacked = Tệp { $file } chưa được giải nén. Giải nén ngay tại thẻ nhớ rồi làm lại.
fault-stick-sealed = Trả lời này không khoá cho quầy này, hoặc đã bị sửa. Chép ra thẻ nhớ và xin trả lời mới.
fault-stick-malformed = Dữ liệu trên thẻ nhớ không đúng dạng. Có thể chương trình ở trung tâm khác phiên bản.
fault-stick-too-large = Dữ liệu trên thẻ nhớ lớn quá mức một quầy có thể có.
fault-stick-other = Có lỗi khi dùng thẻ nhớ. Làm lại; nếu vẫn vậy, gọi trung tâm.
