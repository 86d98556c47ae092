# Quầy mới xin trung tâm tiếp nhận: trang đầu tiên và các lệnh.
# dynamic: enrol-
# dynamic: enrol-fault-

enrol-asking = Đang hỏi trung tâm…
enrol-asking-what = Máy này là { $place }, bưu cục { $office }. Máy đang gửi yêu cầu lên trung tâm.
enrol-waiting = Chờ trung tâm tiếp nhận
enrol-waiting-what = Gọi cho cán bộ trung tâm và đọc mã trên. Mã ở trung tâm phải giống hệt; nếu khác, đừng tiếp tục. Máy này là { $place }, bưu cục { $office }. Mã có hiệu lực đến { $until }.
enrol-approved = Đã được tiếp nhận
enrol-approved-what = Trung tâm đã tiếp nhận { $place }, bưu cục { $office }. Trang giao dịch sẽ tự mở sau vài giây.
enrol-refused = Trung tâm không tiếp nhận
enrol-refused-what = Cán bộ trung tâm đã từ chối { $place }, bưu cục { $office }. Gọi cho trung tâm; có thể hỏi lại sau { $until }.

enrol-fault-centre-unreachable = Chưa nối được với trung tâm. Kiểm tra mạng và địa chỉ trung tâm; máy tự thử lại.
enrol-fault-centre-slow = Trung tâm trả lời chậm. Máy tự thử lại.
enrol-fault-centre-fault = Trung tâm đang gặp lỗi. Máy tự thử lại.
enrol-fault-proof-clock = Đồng hồ máy này { $side ->
    [ahead] nhanh
   *[behind] chậm
} khoảng { $minutes } phút so với trung tâm, nên trung tâm không nhận. Hãy chỉnh lại đồng hồ.
enrol-fault-office-unknown = Trung tâm không có bưu cục mang mã này. Làm lại “counter init” với đúng mã bưu cục, hoặc nhờ trung tâm thêm bưu cục.
enrol-fault-enrolment-too-many = Đang có quá nhiều máy xin tiếp nhận từ nơi này. Nhờ trung tâm xử lý các yêu cầu đang chờ; máy tự thử lại.
enrol-fault-enrolment-audience = Khoá gốc (--root) không phải của trung tâm này. Làm lại “counter init” với đúng khoá gốc.
enrol-fault-terminal-revoked = Khoá của máy này đã bị thu hồi. Làm quầy mới trong thư mục khác.
enrol-fault-bad-signature = Trả lời không do trung tâm này ký. Kiểm tra địa chỉ trung tâm và khoá gốc (--root).
enrol-fault-other = Chưa được ({ $code }). Máy tự thử lại; nếu vẫn vậy, gọi trung tâm.

enrol-command-code = Mã của máy này: { $code }. Đọc mã cho cán bộ trung tâm.
enrol-command-done = Đã được tiếp nhận: máy quầy { $terminal }, { $office }.
fault-newcomer-is-counter = { $path } đã có một quầy được tiếp nhận. Chọn thư mục khác với --state.
fault-newcomer-place = Tên gọi sau --place quá dài hoặc có ký tự lạ; nhiều nhất { $limit } ký tự.
fault-newcomer-refused = Trung tâm không tiếp nhận máy này. Gọi cho trung tâm.
