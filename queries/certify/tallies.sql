-- grain: one row per way to sort the items of a campaign, and value
-- Every figure that a campaign's report prints.

select 'state' as sort, state as value, count(*) as items from cert_progress group by state
union all
select 'decision', coalesce(decision, 'none'), count(*) from cert_progress group by decision
union all
select 'held', state, count(*) from cert_population group by state
union all
select 'kind', kind, count(*) from cert_progress group by kind
union all
select 'risk', risk, count(*) from cert_progress group by risk
union all
select 'recommendation', recommendation, count(*) from cert_progress group by recommendation
union all
select 'system', system, count(*) from cert_progress group by system
union all
select 'exception', 'kept against the recommendation', count(*) from cert_progress where is_against_recommendation
union all
select 'exception', 'decided more than once', count(*) from cert_progress where decisions > 1
union all
select 'exception', 'no owner on record', count(*) from cert_progress where is_unowned
union all
select 'exception', 'no reviewer could be found', count(*) from cert_progress where reviewer is null
union all
select 'all', 'items', count(*) from cert_progress
order by sort, value
