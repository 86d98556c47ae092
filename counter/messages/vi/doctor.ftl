# Kiểm tra máy: đã xem gì, thấy gì, khắc phục thế nào.
# dynamic: doctor-

nav-doctor = Kiểm tra máy
doctor-how = Xem đầu đọc thẻ, máy quét, máy in, đồng hồ, đường nối trung tâm, chứng thư, ổ đĩa và kho dữ liệu. Mất chưa đến nửa phút; không chi và không in gì.
doctor-run = Kiểm tra ngay
doctor-of = Kết quả kiểm tra { $ago }
doctor-column-check = Mục
doctor-column-level = Kết quả
doctor-column-what = Tình trạng và cách khắc phục
doctor-level-ok = Tốt
doctor-level-warn = Lưu ý
doctor-level-fault = Có lỗi

doctor-reader = Đầu đọc thẻ
doctor-scanner = Máy quét
doctor-printer = Máy in biên nhận
doctor-clock = Đồng hồ
doctor-centre = Trung tâm
doctor-broker = Máy chủ chuyển tin
doctor-certificate = Chứng thư máy quầy
doctor-disk = Ổ đĩa
doctor-space = Dung lượng trống
doctor-store = Kho dữ liệu
doctor-settled = Việc chưa xong
doctor-port = Cổng mạng của quầy

doctor-check-failed = Không kiểm tra được ({ $cause }).
doctor-check-failed-do = Kiểm tra lại. Nếu vẫn vậy, gửi mã này cho bộ phận hỗ trợ.
doctor-check-too-slow = Quá { $seconds } giây vẫn chưa có kết quả.
doctor-check-too-slow-do = Thiết bị của mục này có thể bị treo. Rút ra cắm lại, hoặc khởi động lại máy, rồi kiểm tra lại.

doctor-reader-ready = Sẵn sàng: { $name }.
doctor-reader-simulated = Đang dùng đầu đọc mô phỏng: không có tiền thật được chi.
doctor-reader-simulated-do = Để chi thật, bỏ dòng reader = "simulated" trong counter.toml và cắm đầu đọc PC/SC.
doctor-reader-absent = { $problem ->
    [pyscard-missing] Máy chưa cài phần mềm đầu đọc thẻ.
    [pcscd-not-running] Dịch vụ đầu đọc thẻ chưa chạy.
    [no-matching-reader] Có đầu đọc, nhưng không phải đầu đọc đã chọn cho quầy.
    [no-reader] Chưa cắm đầu đọc thẻ.
   *[other] Đầu đọc thẻ chưa sẵn sàng ({ $problem }).
}
doctor-reader-absent-do = { $problem ->
    [pyscard-missing] Cài: { $remedy }
    [pcscd-not-running] Linux: { $remedy }. Windows: bật dịch vụ “Smart Card”.
    [no-matching-reader] Sửa mục reader trong counter.toml cho đúng tên, hoặc để trống để dùng đầu đọc đầu tiên.
   *[other] Cắm đầu đọc vào cổng USB khác. Trên Linux xem nó bằng lệnh pcsc_scan (apt install pcsc-tools).
}

doctor-scanner-none = Chưa khai cổng máy quét: dùng máy quét kiểu bàn phím, máy ảnh hoặc tệp ảnh.
doctor-scanner-ready = Sẵn sàng ở { $port }.
doctor-scanner-elsewhere = Qua mạng: { $port }. Hãy quét thử một mã.
doctor-scanner-absent = Không thấy máy quét ở { $port }.
doctor-scanner-absent-do = Cắm lại máy quét; nếu cổng đã đổi tên, sửa mục scanner_port trong counter.toml. Trên Linux dùng tên cố định trong /dev/serial/by-id/.
doctor-scanner-not-allowed = Chương trình không được phép dùng { $port }.
doctor-scanner-not-allowed-do = Chạy: usermod -aG dialout chitra, rồi khởi động lại dịch vụ chitra-counter.

doctor-printer-none = Chưa khai máy in biên nhận: in từ trình duyệt.
doctor-printer-ready = Sẵn sàng: { $printer }.
doctor-printer-says-nothing = Có ở { $printer }; máy in này không tự báo tình trạng. Hãy in thử một bản.
doctor-printer-fault = { $fault ->
    [printer-no-paper] Máy in hết giấy.
    [printer-cover-open] Nắp máy in đang mở.
    [printer-jammed] Máy in bị kẹt.
    [printer-silent] Máy in không trả lời.
    [printer-in-use] Máy in đang bị chương trình khác dùng.
    [printer-not-allowed] Chương trình không được phép dùng máy in.
    [printer-driver-missing] Thiếu phần mềm cho máy in USB.
   *[other] Không thấy máy in { $printer }.
}
doctor-printer-fault-do = { $fault ->
    [printer-no-paper] Lắp cuộn giấy mới.
    [printer-cover-open] Đóng nắp máy in.
    [printer-jammed] Tắt máy in, gỡ giấy kẹt rồi bật lại.
    [printer-in-use] Đóng chương trình kia, hoặc bỏ máy in khỏi hàng đợi in của hệ điều hành.
    [printer-not-allowed] Chạy: usermod -aG lp chitra, rồi khởi động lại dịch vụ chitra-counter.
    [printer-driver-missing] Chạy: apt install libusb-1.0-0 && pip install pyusb
   *[other] Xem nguồn điện và dây nối của máy in, rồi xem lại mục printer trong counter.toml. Trong khi chờ, in biên nhận từ trình duyệt.
}

doctor-clock-right = Đúng; lệch { $seconds } giây so với trung tâm.
doctor-clock-off = { $side ->
    [ahead] Nhanh { $seconds } giây so với trung tâm.
   *[behind] Chậm { $seconds } giây so với trung tâm.
}
doctor-clock-off-do = Linux: timedatectl set-ntp true (apt install systemd-timesyncd). Windows: w32tm /resync.
doctor-clock-behind-journal = Chậm hơn mục cuối của nhật ký { $seconds } giây: quầy sẽ từ chối chi.
doctor-clock-behind-journal-do = Chỉnh ngày giờ: timedatectl set-ntp true (Windows: w32tm /resync). Nếu giờ của máy đúng, kiểm soát viên xác nhận ở trang “Việc của kiểm soát viên”. Pin của bo mạch có thể đã hết.
doctor-clock-unproved = Chưa đối chiếu được: trung tâm không trả lời.
doctor-clock-unproved-do = So đồng hồ của máy với một đồng hồ khác, rồi kiểm tra lại khi có mạng.

doctor-centre-answers = { $host } trả lời sau { $millis } mili giây.
doctor-centre-silent = { $host } không trả lời ({ $fault }). Liên hệ lần cuối: { $contact ->
    [none] chưa lần nào
   *[other] { $contact }
}. Quầy vẫn chi được ngoại tuyến trong hạn mức.
doctor-centre-silent-do = Xem dây mạng, tường lửa và mục centre_url trong counter.toml; mở địa chỉ ấy bằng trình duyệt để thử.
doctor-centre-refuses = { $host } có trả lời nhưng không nhận máy quầy này ({ $fault }).
doctor-centre-refuses-do = Nếu đồng hồ lệch, chỉnh đồng hồ trước. Nếu không, nhờ trung tâm xem máy quầy này đã đăng ký chưa, có bị thu hồi hay cách ly không.

doctor-certificate-good = Còn hạn { $days } ngày, đúng khoá của máy.
doctor-certificate-soon = Còn hạn { $days } ngày.
doctor-certificate-soon-do = Nhờ trung tâm cấp chứng thư mới ngay; quầy tự tải về khi có mạng.
doctor-certificate-expired = Hết hạn từ { $days } ngày trước: không chi bằng thẻ được.
doctor-certificate-expired-do = Nhờ trung tâm cấp chứng thư mới, rồi nối mạng để quầy tự tải về. Phiếu QR vẫn chi được.
doctor-certificate-missing = Chưa có chứng thư hợp lệ cho khoá của máy này: không chi bằng thẻ được.
doctor-certificate-missing-do = Gửi khoá công khai này cho trung tâm đăng ký, rồi nối mạng: { $key }
doctor-certificate-other-key = Chứng thư không phải của khoá trên máy này.
doctor-certificate-other-key-do = Tệp terminal.key đã bị thay. Đặt lại đúng tệp, hoặc nhờ trung tâm đăng ký khoá mới: { $key }
doctor-key-unreadable = Không đọc được terminal.key ({ $cause }).
doctor-key-unreadable-do = Tệp phải có và chỉ người chạy quầy đọc được: chown chitra terminal.key && chmod 600 terminal.key. Nếu đã mất, làm quầy mới và đăng ký khoá mới.

doctor-disk-true = Ghi bền trong { $micros } phần triệu giây, đọc lại đúng.
doctor-disk-too-quick = Ổ đĩa báo đã ghi chỉ sau { $micros } phần triệu giây: có thể báo trước khi ghi xong, mất điện là mất khoản chi.
doctor-disk-too-quick-do = Tắt bộ đệm ghi của ổ (hdparm -W0), bỏ eatmydata và tuỳ chọn nobarrier; trên máy ảo, tắt chế độ “unsafe”. Ổ có pin dự phòng thì bỏ qua được.
doctor-disk-memory = Thư mục của quầy nằm trong bộ nhớ ({ $kind }): tắt máy là mất hết.
doctor-disk-memory-do = Dùng “counter move” đưa thư mục của quầy sang ổ đĩa thật.
doctor-disk-network = Thư mục của quầy nằm trên ổ mạng ({ $kind }): kho SQLite ở đó có thể hỏng.
doctor-disk-network-do = Đưa thư mục của quầy về ổ trong máy bằng “counter move”, hoặc dùng PostgreSQL.
doctor-disk-forgets = Ổ đĩa trả lại nội dung khác với nội dung đã ghi. Đừng chi trên máy này.
doctor-disk-forgets-do = Sao lưu ngay bằng “counter backup” sang ổ khác, rồi thay ổ đĩa.
doctor-disk-broken = Không ghi được vào thư mục của quầy ({ $cause }).
doctor-disk-broken-do = Giải phóng dung lượng; xem quyền của thư mục và tình trạng ổ (dmesg, smartctl -a).

doctor-space-enough = Còn { $megabytes } MB.
doctor-space-low = Chỉ còn { $megabytes } MB.
doctor-space-low-do = Dọn ổ đĩa: apt clean, journalctl --vacuum-size=100M, bỏ bản sao lưu cũ.
doctor-space-none = Chỉ còn { $megabytes } MB: quầy sắp không ghi được khoản chi nào.
doctor-space-none-do = Dọn ổ đĩa ngay, trước khi chi tiếp: apt clean, journalctl --vacuum-size=100M.

doctor-store-wal = SQLite { $version }, nhật ký WAL: bản này đã vá lỗi WAL-reset.
doctor-store-rollback = SQLite { $version } còn lỗi WAL-reset, nên dùng nhật ký kiểu cũ: an toàn nhưng chậm hơn khoảng bốn lần.
doctor-store-rollback-do = Cài pysqlite3 (pip install pysqlite3) hoặc Python có SQLite từ 3.51.3. Đừng mở kho này cùng lúc bằng hai bản SQLite khác nhau.
doctor-store-postgresql = PostgreSQL. Ổ đĩa của máy chủ ấy không kiểm tra được từ đây.
doctor-store-absent = Chưa có kho dữ liệu ({ $cause }).
doctor-store-absent-do = Lần chạy “counter run” đầu tiên sẽ tạo. Nếu quầy đã từng chạy, xem lại mục database_url: đừng chạy với kho trống.
doctor-store-older = Kho dữ liệu ở bản { $cause }, cũ hơn chương trình.
doctor-store-older-do = Lần chạy “counter run” tới sẽ nâng cấp. Hãy sao lưu trước.
doctor-store-newer = Kho dữ liệu ở bản { $cause }, mới hơn chương trình.
doctor-store-newer-do = Cài lại bản chương trình mới hơn; đừng chạy bản này trên kho ấy.
doctor-store-unreadable = Không mở được kho dữ liệu ({ $cause }).
doctor-store-unreadable-do = Xem mục database_url, quyền của tệp, máy chủ PostgreSQL có chạy không. Đừng xoá kho: trong đó có thể còn khoản chưa gửi.

doctor-nothing-open = Không còn gì chờ xử lý.
doctor-unsettled = Chưa rõ kết quả: { $intents }. Chờ xác nhận: { $confirmations }. Trung tâm để riêng: { $letters }.
doctor-unsettled-do = Nối mạng để gửi phần chờ xác nhận; kiểm soát viên xử lý phần còn lại. Trước khi xong, không xoá, không chuyển kho dữ liệu.

doctor-port-serving = Quầy đang chạy ở { $url }.
doctor-port-free = Cổng { $port } đang trống: quầy chưa chạy, có thể khởi động.
doctor-port-taken = Cổng { $port } đang bị chương trình khác dùng.
doctor-port-taken-do = Tìm chương trình ấy (ss -ltnp, Windows: netstat -abno), hoặc đổi mục port trong counter.toml.

doctor-broker-answers = { $nodes } máy chủ chuyển tin cho máy này vào, trong { $millis } ms.
doctor-broker-client-missing = Chưa cài phần nối với máy chủ chuyển tin: xác nhận được gửi qua HTTP.
doctor-broker-client-missing-do = Cài bằng: pip install 'chitra[nats]' rồi khởi động lại quầy; hoặc bỏ broker_urls khỏi counter.toml.
doctor-broker-ca = Không đọc được tệp chứng thư { $path } của máy chủ chuyển tin: xác nhận được gửi qua HTTP.
doctor-broker-ca-do = Đặt vào đó tệp trung tâm đã giao (ca.pem), cho người dùng của quầy đọc được, hoặc sửa broker_ca trong counter.toml.
doctor-broker-no-pass = Chưa có giấy vào máy chủ chuyển tin ở { $file }: xác nhận được gửi qua HTTP.
doctor-broker-no-pass-do = Quầy tự xin trung tâm khi có việc cần gửi. Nếu vẫn vậy: xem kết quả kiểm tra trung tâm ở trên, và hỏi trung tâm đã lập khoá cho máy chủ chuyển tin chưa (cardsvc broker config).
doctor-broker-pass-over = Giấy vào máy chủ chuyển tin ở { $file } đã hết hạn: xác nhận được gửi qua HTTP.
doctor-broker-pass-over-do = Quầy tự xin trung tâm giấy mới. Nếu vẫn vậy: xem kết quả kiểm tra trung tâm và đồng hồ.
doctor-broker-unreachable = Không máy chủ chuyển tin nào cho máy này vào ({ $nodes }): xác nhận được gửi qua HTTP.
doctor-broker-unreachable-do = Cổng 4222 tới các địa chỉ này có mở không? Địa chỉ trong counter.toml (broker_urls) có đúng không? Chứng thư của máy chủ có mang đúng tên này không? Trung tâm xem máy chủ có chạy không bằng /healthz. Khi máy chủ đổi khoá, quầy tự xin giấy mới.
doctor-broker-nodes-away = Các máy chủ chuyển tin này không trả lời: { $nodes }. Các máy khác vẫn chạy, không có gì chậm.
doctor-broker-nodes-away-do = Báo trung tâm: hệ thống chuyển tin còn hai trong ba máy, chỉ còn một thì dừng. Nếu chỉ bưu cục này không tới được, xem tường lửa.
doctor-broker-no-stream = Máy chủ chuyển tin trả lời nhưng chưa có chỗ cho tỉnh { $province }: xác nhận được gửi qua HTTP.
doctor-broker-no-stream-do = Báo trung tâm: chưa chạy “cardsvc broker setup” cho tỉnh này, hoặc hai trong ba máy chủ đã dừng.
