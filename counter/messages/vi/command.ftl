# Lời của các lệnh trên máy quầy.
# dynamic: fault-

fault-journal-of-another-terminal = Kho dữ liệu này chứa nhật ký của máy quầy { $found }, còn máy này là { $terminal }. Chưa mở và chưa ghi gì. Hãy xem lại mục database_url trong counter.toml: mỗi máy quầy phải có kho riêng của mình; chỉ kho PostgreSQL dùng chung được.

fault-settings-missing = Không có tệp { $path }. Hãy xem lại --state, hoặc làm quầy mới bằng “counter init”.
fault-upgrade-unsettled = Chưa nâng cấp: bản { $revision } đổi chỗ lưu của việc chưa xong, mà còn { $intents } việc chưa rõ kết quả và { $confirmations } mục chờ xác nhận. Hãy chạy lại bản chương trình cũ, nối mạng, xử lý xong rồi nâng cấp.
fault-upgrade-store-newer = Dữ liệu của quầy này do bản chương trình mới hơn ghi (kho { $found }; bản này chỉ biết đến { $newest }). Chưa thay đổi gì. Hãy cài lại bản mới hơn; không lùi về bản cũ được.
fault-backup-failed = Chưa sao lưu được kho dữ liệu vào { $file } trước khi nâng cấp ({ $cause }), nên chưa thay đổi gì. Dọn bớt chỗ trên ổ đĩa rồi khởi động lại.
fault-backup-exists = Tệp { $file } đã có. Hãy đặt tên khác; bản sao lưu cũ không bị ghi đè.
fault-backup-store-absent = Không có tệp { $file }.
fault-backup-postgresql = Kho dữ liệu nằm trên PostgreSQL. Sao lưu bằng: pg_dump --format=custom --file={ $file } TÊN_CƠ_SỞ_DỮ_LIỆU
fault-backup-unreadable = { $file } không phải kho dữ liệu đọc được, hoặc đã hỏng.
fault-backup-chain-broken = Nhật ký bị đứt ở mục { $seq }: bản này không dùng được.
fault-backup-incomplete = { $file } thiếu mục mà chính nó nhắc tới: bản này không dùng được.
fault-leaving-unsettled = Chưa làm gì: còn { $intents } việc chưa rõ kết quả, { $confirmations } mục chờ xác nhận, { $letters } mục trung tâm để riêng{ $shift ->
    [open] , và ca đang mở
   *[none] {""}
}. Hãy nối mạng, xử lý xong rồi làm lại.
fault-leaving-running = Chưa làm gì: cổng { $port } đang được dùng. Hãy dừng quầy trước.
fault-leaving-not-named = Chưa làm gì: máy quầy này là { $terminal }. Ghi đúng mã ấy sau --terminal.
fault-leaving-elsewhere = Chưa làm gì: kho dữ liệu không nằm trong { $state }. Hãy xem mục database_url trong counter.toml và tự chuyển kho ấy.
fault-leaving-place-taken = Chưa làm gì: { $place } đã có, hoặc nằm trong chính thư mục của quầy.
fault-till-name = Tên “{ $name }” không dùng được: chữ thường, số, dấu chấm, gạch; nhiều nhất 32 ký tự.
fault-till-exists = Đã có quầy của bưu cục tên “{ $name }”. Bỏ nó trước, hoặc đặt tên khác.
fault-till-unknown = Không có quầy của bưu cục tên “{ $name }”.
fault-till-not-a-teller = “{ $user }” không phải tài khoản giao dịch viên. Tạo bằng “counter account --role teller”.
fault-tills-file-line = Tệp tills hỏng ở dòng { $line }. Xoá dòng ấy và cấp lại mã.
fault-counter-silent = Quầy không trả lời ở { $url }. Hãy chạy “counter run”, hoặc đặt đúng địa chỉ sau --url.
fault-counter-nonsense = { $url } trả lời, nhưng không phải một quầy chi trả.
fault-counter-token-missing = Thiếu mã truy cập. Cấp bằng “counter till add”, rồi đặt vào biến COUNTER_TOKEN hoặc tệp sau --token-file.
