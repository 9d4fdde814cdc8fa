-- grain: one row per way to cut the baseline's controlled changes, and its value
-- What `queries/report/accountability.sql` said of the earlier case, so that a report can show what became of each share.

select cut, value, changes, provable, standing, partial, unprovable, unaccounted from earlier_accountability
