"""Client files, contacts and dealings (客户档案 联系人 往来)."""
