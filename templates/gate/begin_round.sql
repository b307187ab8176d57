-- Lets a round of the tripwire begin with the fence of a plan ($1): every session is noted anew. Locks: the row.
UPDATE bellows.fence_point SET write_round = nextval('bellows.write_round') WHERE plan = $1
