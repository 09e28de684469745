"""The print shop: badges, lists, signs, cards and forms. It only reads; nothing here changes a row."""
