-- grain: one row per case and finding of it
-- Both cases in one list, so that every question about one side can be asked of the other in the same words.

select 'earlier' as side, 'later' as other, * from earlier.findings
union all by name
select 'later' as side, 'earlier' as other, * from later.findings
