# Chuyển dữ liệu bằng USB, thay cho mạng.
# dynamic: fault-stick-
# dynamic: stick-why-
# dynamic: stick-part-

nav-stick = USB
stick-title = Gửi và nhận bằng USB

stick-put-in = Chưa thấy USB ở { $place }. Hãy cắm USB vào máy.
stick-look-again = Xem lại
stick-out-title = Gửi đi
stick-out-what = { $count ->
    [0] Không có mục nào chờ xác nhận. Vẫn nên chép ra: trung tâm sẽ gửi lại danh sách mới.
   *[other] Còn { $count } mục nhật ký chờ trung tâm xác nhận.
}
stick-out = Chép ra USB
stick-out-hint = Chép ra rồi vẫn phải chờ trả lời của trung tâm. USB mất thì chép lại sang USB khác, không mất dữ liệu.
stick-in-title = Nhận về
stick-in-what = Nhận trả lời của trung tâm: xác nhận, danh sách chi trả, danh sách thẻ bị khoá, cấu hình.
stick-in = Nhận từ USB
stick-in-hint = Trả lời được khoá riêng cho quầy này; máy khác không đọc được.
stick-written = { $count ->
    [0] Đã chép xong, không có mục nào chờ xác nhận.
   *[other] Đã chép xong { $count } mục chờ xác nhận.
}
stick-written-next = Tháo USB an toàn rồi gửi về trung tâm.
stick-taken = { $count ->
    [0] Đã nhận. Không có mục nào được xác nhận thêm.
   *[other] Đã nhận. Trung tâm xác nhận thêm { $count } mục nhật ký.
}
stick-answer-of = Trả lời viết lúc { $at }.
stick-but = Có phần chưa nhận được; phần khác vẫn đã nhận:
stick-not-done = Chưa làm được.

stick-part-batch = Các mục đã gửi
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
stick-why-trust-rollback = cũ hơn danh sách quầy đang có. Không cần làm gì nếu đây là USB cũ.
stick-why-payout-list-rollback = cũ hơn danh sách quầy đang có. Không cần làm gì nếu đây là USB cũ.
stick-why-status-rollback = cũ hơn danh sách quầy đang có. Không cần làm gì nếu đây là USB cũ.
stick-why-configuration-rollback = cũ hơn cấu hình quầy đang có. Không cần làm gì nếu đây là USB cũ.
stick-why-configuration-expired = trả lời đã quá hạn vì đi đường quá lâu. Chép ra và gửi lại.
stick-why-configuration-number-lower = số cấu hình thấp hơn số quầy đang dùng.
stick-why-configuration-unreachable = trả lời thiếu phần này. Chép ra và gửi lại.
stick-why-other = không nhận được ({ $code }). Chép ra và gửi lại; nếu vẫn vậy, gọi trung tâm.

fault-stick-absent = Không đọc hoặc ghi được USB ở { $path }. Cắm lại, hoặc dùng USB khác.
fault-stick-empty = Trên USB không có trả lời nào của trung tâm. Kiểm tra xem có đúng USB không.
fault-stick-half-written = Dữ liệu trên USB bị dở dang ({ $file }): USB bị rút ra quá sớm hoặc bị hỏng. Xin chép lại.
fault-stick-of-another = Dữ liệu trên USB là của máy quầy { $terminal }, không phải của quầy này.
fault-stick-not-unpacked = Tệp { $file } chưa được giải nén. Giải nén ngay tại USB rồi làm lại.
fault-stick-sealed = Trả lời này không khoá cho quầy này, hoặc đã bị sửa. Chép ra USB và xin trả lời mới.
fault-stick-malformed = Dữ liệu trên USB không đúng dạng. Có thể chương trình ở trung tâm khác phiên bản.
fault-stick-too-large = Dữ liệu trên USB lớn quá mức một quầy có thể có.
fault-stick-other = Có lỗi khi dùng USB. Làm lại; nếu vẫn vậy, gọi trung tâm.
