-- Of two lists of roles: who is in the first ($1) alone, and who is in the second ($2). Reads only.
SELECT (SELECT string_agg(quote_ident(a.role), ', ' ORDER BY a.role) FROM unnest($1::text[]) AS a (role) WHERE a.role <> ALL ($2::text[])) AS hidden,
       (SELECT string_agg(quote_ident(b.role), ', ' ORDER BY b.role) FROM unnest($2::text[]) AS b (role)) AS uncovered
