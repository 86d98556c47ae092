# Kho dữ liệu dùng chung của bưu cục (PostgreSQL).
# dynamic: fault-
# dynamic: trouble-

fault-terminal-in-use = Máy quầy { $terminal } đang chạy ở một nơi khác trên cùng kho dữ liệu. Chưa mở và chưa ghi gì. Tắt chương trình đang chạy kia trước; mỗi quầy cần mã máy và khoá riêng.
fault-store-unreachable = Máy chủ cơ sở dữ liệu không trả lời. Chưa mở và chưa ghi gì. Kiểm tra PostgreSQL và mục database_url trong counter.toml.
trouble-store-unreachable-what = Máy chủ cơ sở dữ liệu không trả lời
trouble-store-unreachable-why = Quầy không ghi được vào kho dữ liệu của bưu cục. Không trả tiền khi chưa có màn hình xanh.
trouble-store-unreachable-do = Kiểm tra mạng trong bưu cục và máy chủ. Khi máy chủ chạy lại, đưa thẻ hoặc phiếu vào lại: nếu thẻ đã ghi thì màn hình sẽ báo.
trouble-terminal-in-use-what = Mã máy quầy này đang chạy ở nơi khác
trouble-terminal-in-use-why = Một chương trình khác đang ghi vào kho dưới cùng mã máy, nên quầy này không ghi được gì. Không trả tiền khi chưa có màn hình xanh.
trouble-terminal-in-use-do = Tắt chương trình kia hoặc gọi bộ phận kỹ thuật, rồi đưa thẻ hoặc phiếu vào lại.

# Ổ đĩa không nhận dữ liệu: quầy dừng ghi cho đến khi có người xem và khởi động lại.
# dynamic: doctor-

trouble-store-full-what = Ổ đĩa của quầy đã đầy
trouble-store-full-why = Quầy không còn chỗ để ghi nên đã dừng chi. Không trả tiền khi chưa có màn hình xanh.
trouble-store-full-do = Gọi kiểm soát viên: dọn ổ đĩa, chạy “counter doctor”, rồi khởi động lại quầy và đưa thẻ hoặc phiếu vào lại: nếu thẻ đã ghi thì màn hình sẽ báo.
trouble-store-broken-what = Ổ đĩa của quầy bị lỗi
trouble-store-broken-why = Ổ đĩa không nhận dữ liệu nên quầy đã dừng chi. Không trả tiền khi chưa có màn hình xanh.
trouble-store-broken-do = Gọi kiểm soát viên và bộ phận kỹ thuật: xem ổ đĩa, chạy “counter doctor” trước khi khởi động lại quầy. Sau đó đưa thẻ hoặc phiếu vào lại: nếu thẻ đã ghi thì màn hình sẽ báo.
doctor-store-full = Ổ đĩa đã đầy nên quầy dừng chi cho đến khi được khởi động lại.
doctor-store-full-do = Dọn ổ đĩa (apt clean, journalctl --vacuum-size=100M), rồi khởi động lại quầy.
doctor-store-broken = Ổ đĩa không nhận dữ liệu ({ $cause }) nên quầy dừng chi cho đến khi được khởi động lại.
doctor-store-broken-do = Xem ổ đĩa (dmesg, smartctl -a) và sao lưu bằng “counter backup” sang ổ khác trước khi khởi động lại quầy.

# Việc vừa làm ở mọi trang khác, hoặc do quầy của bưu cục gửi tới.
# dynamic: error-

error-store-full-what = Ổ đĩa của quầy đã đầy
error-store-full-why = Quầy không còn chỗ để ghi. Chưa biết việc vừa làm đã được ghi hay chưa. Quầy không chi và không ghi gì nữa cho đến khi được khởi động lại.
error-store-full-do = Gọi kiểm soát viên: dọn ổ đĩa, chạy “counter doctor”, rồi khởi động lại quầy. Sau đó xem việc ấy đã có chưa rồi mới làm lại.
error-store-broken-what = Ổ đĩa của quầy bị lỗi
error-store-broken-why = Ổ đĩa không nhận dữ liệu. Chưa biết việc vừa làm đã được ghi hay chưa. Quầy không chi và không ghi gì nữa cho đến khi được khởi động lại.
error-store-broken-do = Gọi kiểm soát viên và bộ phận kỹ thuật: xem ổ đĩa, chạy “counter doctor” trước khi khởi động lại quầy. Sau đó xem việc ấy đã có chưa rồi mới làm lại.
error-store-busy-what = Kho dữ liệu của quầy đang bận
error-store-busy-why = Một chương trình khác đang giữ kho, chẳng hạn khi sao lưu. Việc vừa làm chưa được ghi.
error-store-busy-do = Đợi một phút rồi làm lại. Nếu vẫn vậy thì gọi bộ phận kỹ thuật: không được mở kho bằng chương trình khác.
error-store-unreachable-what = Máy chủ cơ sở dữ liệu không trả lời
error-store-unreachable-why = Quầy không ghi được vào kho dữ liệu của bưu cục. Chưa biết việc vừa làm đã được ghi hay chưa.
error-store-unreachable-do = Kiểm tra mạng trong bưu cục và máy chủ. Khi máy chủ chạy lại, xem việc ấy đã có chưa rồi mới làm lại.
error-terminal-in-use-what = Mã máy quầy này đang chạy ở nơi khác
error-terminal-in-use-why = Một chương trình khác đang ghi vào kho dưới cùng mã máy, nên quầy này không ghi được gì. Việc vừa làm chưa được ghi.
error-terminal-in-use-do = Tắt chương trình kia hoặc gọi bộ phận kỹ thuật, rồi làm lại.

# Kho dữ liệu không mở được khi khởi động.

fault-store-not-a-database = Tệp { $file } không phải là kho dữ liệu hoặc đã hỏng. Chưa mở và chưa ghi gì. Kiểm tra mục database_url trong counter.toml; nếu đúng tệp, thay bằng bản sao lưu mà “counter restore-check” báo là tốt, và giữ tệp hỏng cho bộ phận kỹ thuật.
fault-store-denied = Người dùng này không được đọc và ghi { $file } cùng thư mục của nó. Chưa mở gì. Chạy quầy bằng người dùng sở hữu thư mục, hoặc giao thư mục cho người dùng ấy: chown -R NGƯỜI_DÙNG { $folder }
fault-store-no-folder = Không có thư mục { $folder } để chứa kho dữ liệu. Chưa mở và chưa ghi gì. Ổ đĩa đã nối chưa? Kiểm tra mục database_url trong counter.toml.
fault-store-read-only = Ổ đĩa chứa { $file } chỉ cho đọc. Chưa mở và chưa ghi gì. Ổ đĩa tự chuyển sang chỉ đọc là ổ đang hỏng: xem dmesg, sao lưu bằng “counter backup”, rồi gắn lại để ghi được (mount -o remount,rw) hoặc thay ổ.
fault-store-no-room = Ổ đĩa chứa { $file } đã đầy. Chưa mở gì. Dọn ổ đĩa (apt clean, journalctl --vacuum-size=100M), rồi khởi động lại quầy.
fault-store-disk-fails = Không đọc hoặc không ghi được ổ đĩa chứa { $file } ({ $cause }). Chưa mở gì. Xem ổ đĩa (dmesg, smartctl -a) và chép kho sang ổ khác trước khi khởi động lại quầy.
fault-store-locked = Một chương trình khác đang giữ { $file }. Chưa mở và chưa ghi gì. Tắt chương trình đó, hoặc đợi sao lưu xong, rồi khởi động lại quầy.
fault-store-server-refuses = Máy chủ cơ sở dữ liệu từ chối ({ $cause }). Chưa mở và chưa ghi gì. Kiểm tra mục database_url trong counter.toml: tên, mật khẩu và cơ sở dữ liệu phải đúng với máy chủ.
