-- Runs a body that looks first: a partition that was detached or dropped meanwhile is no part of the plan any more.
DO :'body'
