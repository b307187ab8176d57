-- Catalog changes only: ACCESS EXCLUSIVE for a moment. SET NOT NULL does not scan: a valid CHECK proves it (since 12).
ALTER TABLE :table :actions
