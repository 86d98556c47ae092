error-file-no-room-what = Ổ đĩa đã đầy
error-file-no-room-why = { $place ->
    [none] Không ghi được một tệp của dịch vụ này: ổ đĩa không còn chỗ.
   *[other] Không ghi được { $place }: ổ đĩa không còn chỗ.
 } Dữ liệu trước đó vẫn nguyên, không có gì bị ghi dở.
error-file-no-room-do = Hãy dọn ổ đĩa đó rồi làm lại.

error-file-read-only-what = Ổ đĩa không nhận thay đổi
error-file-read-only-why = { $place ->
    [none] Không ghi được một tệp của dịch vụ này: ổ đĩa chỉ cho đọc.
   *[other] Không ghi được { $place }: ổ đĩa chỉ cho đọc.
 } Dữ liệu trước đó vẫn nguyên.
error-file-read-only-do = Gọi bộ phận kỹ thuật: ổ đĩa thành như vậy sau khi có lỗi. Xem nhật ký hệ thống, kiểm tra ổ đĩa, gắn lại để ghi được, rồi làm lại.

error-file-denied-what = Chương trình không có quyền dùng một tệp
error-file-denied-why = { $place ->
    [none] Hệ thống không cho chương trình dùng một tệp hoặc thư mục.
   *[other] Hệ thống không cho chương trình dùng { $place }.
 } Dữ liệu trước đó vẫn nguyên.
error-file-denied-do = Trả lại tệp và thư mục đó cho người dùng mà dịch vụ chạy dưới tên, rồi làm lại.

error-file-broken-what = Ổ đĩa bị lỗi
error-file-broken-why = { $place ->
    [none] Không ghi hoặc không đọc được một tệp của dịch vụ này: ổ đĩa báo lỗi.
   *[other] Không ghi hoặc không đọc được { $place }: ổ đĩa báo lỗi.
 } Chưa biết việc vừa làm đã được ghi hay chưa.
error-file-broken-do = Gọi bộ phận kỹ thuật: xem ổ đĩa trước khi làm tiếp. Sau đó xem việc ấy đã có chưa rồi mới làm lại.
