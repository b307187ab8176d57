-- New columns and their shim in one transaction: from its commit on, no writer can write one shape only.
-- ACCESS EXCLUSIVE for a moment: every column is added without a rewrite.
:search_path:add:shim:extras
