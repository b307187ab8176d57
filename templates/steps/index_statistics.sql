-- Statistics targets of an index's expressions, before ANALYZE. SHARE UPDATE EXCLUSIVE on the index.
:statements
