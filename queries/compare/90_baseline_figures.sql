-- grain: one row per figure that both cases have
-- The trend in one list: chains by grade, findings by verdict and severity, executions that no task claims, systems that were exported.

with counted as (
    select 'earlier' as side, 'chains' as figure, coalesce(grade, 'no controlled change') as part, count(*) as number from earlier.fct_chains group by grade
    union all
    select 'later', 'chains', coalesce(grade, 'no controlled change'), count(*) from later.fct_chains group by grade
    union all
    select side, verdict, severity, count(*) from cmp_findings group by side, verdict, severity
    union all
    select 'earlier', 'unaccounted executions', 'open', count(*) from earlier_unaccounted where not is_explained
    union all
    select 'later', 'unaccounted executions', 'open', count(*) from later_unaccounted where not is_explained
    union all
    select 'earlier', 'systems', 'exported', count(*) from earlier.fct_systems where is_supplied
    union all
    select 'later', 'systems', 'exported', count(*) from later.fct_systems where is_supplied
    union all
    select 'later', 'since the baseline', state, count(*) from baseline_findings group by state
    union all
    select 'later', 'since the baseline', 'new for a gate', count(*) from baseline_findings where is_new_gap
)

select
    figure,
    part,
    coalesce(max(number) filter (where side = 'later'), 0) as number,
    case when figure = 'since the baseline' then null else coalesce(max(number) filter (where side = 'earlier'), 0) end as was_number
from counted
group by figure, part
