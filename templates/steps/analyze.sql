-- New columns have no statistics; without them the planner guesses. SHARE UPDATE EXCLUSIVE, a sample is read.
ANALYZE :table :columns
