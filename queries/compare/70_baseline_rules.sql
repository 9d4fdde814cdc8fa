-- grain: one row per rule that ran in either case
-- How many subjects each rule examined then and now, and what became of them: fewer gaps among fewer subjects are no progress.

with states as (
    select
        rule,
        count(*) filter (where state = 'new') as new_findings,
        count(*) filter (where state = 'changed') as changed,
        count(*) filter (where state = 'resolved') as resolved,
        count(*) filter (where state = 'gone') as gone,
        count(*) filter (where state = 'persisting') as persisting
    from baseline_findings
    group by rule
)

select
    coalesce(later.rule, earlier.rule) as rule,
    coalesce(later.slug, earlier.slug) as slug,
    coalesce(later.title, earlier.title) as title,
    later.examined,
    earlier.examined as was_examined,
    later.pass,
    earlier.pass as was_pass,
    later.gap,
    earlier.gap as was_gap,
    later.lead,
    earlier.lead as was_lead,
    later.insufficient,
    earlier.insufficient as was_insufficient,
    later.excepted,
    earlier.excepted as was_excepted,
    coalesce(states.new_findings, 0) as new_findings,
    coalesce(states.changed, 0) as changed,
    coalesce(states.resolved, 0) as resolved,
    coalesce(states.gone, 0) as gone,
    coalesce(states.persisting, 0) as persisting
from earlier.populations as earlier
full join later.populations as later on later.rule = earlier.rule
left join states on states.rule = coalesce(later.rule, earlier.rule)
