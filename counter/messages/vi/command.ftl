# Lời của các lệnh trên máy quầy.
# dynamic: fault-

fault-journal-of-another-terminal = Kho dữ liệu này chứa nhật ký của máy quầy { $found }, còn máy này là { $terminal }. Chưa mở và chưa ghi gì. Hãy xem lại mục database_url trong counter.toml: mỗi máy quầy phải có kho riêng của mình.
