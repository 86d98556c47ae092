# dynamic: error-database-

error-database-full-what = Ổ đĩa của cơ sở dữ liệu đã đầy
error-database-full-why = Không còn chỗ để ghi. Việc vừa làm chưa được ghi, không có gì bị ghi dở.
error-database-full-do = Báo người quản trị dọn ổ đĩa của cơ sở dữ liệu trung tâm rồi làm lại. Trong lúc đó các quầy vẫn chi và gửi về sau.
error-database-read-only-what = Cơ sở dữ liệu không nhận thay đổi
error-database-read-only-why = Ổ đĩa chỉ cho đọc, hoặc máy chủ là bản sao chỉ để đọc. Việc vừa làm chưa được ghi.
error-database-read-only-do = Gọi bộ phận kỹ thuật: kiểm tra ổ đĩa và vai trò của máy chủ, rồi làm lại.
error-database-busy-what = Cơ sở dữ liệu đang bận
error-database-busy-why = Một chương trình khác đang giữ, hoặc có quá nhiều yêu cầu cùng lúc. Việc vừa làm chưa được ghi.
error-database-busy-do = Đợi một phút rồi làm lại. Nếu vẫn vậy thì gọi bộ phận kỹ thuật.
error-database-away-what = Cơ sở dữ liệu không trả lời
error-database-away-why = Đường nối bị mất, hoặc cơ sở dữ liệu đang khởi động. Chưa biết việc vừa làm đã được ghi hay chưa.
error-database-away-do = Đợi vài phút, xem việc ấy đã có chưa rồi mới làm lại. Nếu vẫn vậy thì gọi bộ phận kỹ thuật.
error-database-broken-what = Ổ đĩa của cơ sở dữ liệu bị lỗi
error-database-broken-why = Ổ đĩa báo lỗi. Chưa biết việc vừa làm đã được ghi hay chưa.
error-database-broken-do = Gọi bộ phận kỹ thuật: xem ổ đĩa và cơ sở dữ liệu trước khi làm tiếp.
