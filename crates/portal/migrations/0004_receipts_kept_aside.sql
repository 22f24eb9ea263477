-- A portal that lost its memory takes back what it signed. The receipt `complete` says that every attachment is stored:
-- it stands aside until they are here again, and is then the receipt again, the very bytes.
ALTER TABLE act ADD COLUMN complete_aside BLOB;
