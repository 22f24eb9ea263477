-- Filed for somebody else: what they are called, where they can be called, and when whoever files it said that they agreed.
ALTER TABLE draft ADD COLUMN behalf INTEGER CHECK (behalf IN (0, 1));
ALTER TABLE draft ADD COLUMN behalf_name TEXT;
ALTER TABLE draft ADD COLUMN behalf_phone TEXT;
ALTER TABLE draft ADD COLUMN behalf_agreed INTEGER CHECK (behalf_agreed IN (0, 1));
