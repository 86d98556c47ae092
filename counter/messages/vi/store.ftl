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
