-- All of these locks, or none of them: no wait while one is held, and so no deadlock with an application that takes them in
-- another order, in which PostgreSQL might choose the application's transaction to fail.
DO :'body'
