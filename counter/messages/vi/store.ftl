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
