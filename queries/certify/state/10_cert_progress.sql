-- grain: one row per item: who is to decide, and what they decided last
-- State: decided (keep or revoke), unsure, unresolved (nobody to decide), overdue or open. "Now" is the moment of asking.

with decided as (
    select item, decision, by_person, happened_at as decided_at, comment, is_against_recommendation
    from cert_history
    where kind = 'decided'
    qualify row_number() over (partition by item order by entry_no desc) = 1
),

assigned as (
    select item, reviewer
    from cert_history
    where kind = 'assigned'
    qualify row_number() over (partition by item order by entry_no desc) = 1
),

revised as (
    select item, count(*) as decisions from cert_history where kind = 'decided' group by item
)

select
    item.item,
    item.subject,
    item.person,
    item.kind,
    item.entitlement,
    item.resource,
    item.system,
    item.is_privileged,
    item.is_unowned,
    item.risk,
    item.recommendation,
    item.reasons,
    coalesce(assigned.reviewer, item.reviewer) as reviewer,
    item.reviewer_had_part and assigned.reviewer is null as reviewer_had_part,
    item.reviewer_obstacles,
    decided.decision,
    decided.by_person as decided_by,
    decided.decided_at,
    decided.comment,
    coalesce(decided.is_against_recommendation, false) as is_against_recommendation,
    coalesce(revised.decisions, 0) as decisions,
    case
        when decided.decision in ('keep', 'revoke') then 'decided'
        when decided.decision = 'unsure' then 'unsure'
        when coalesce(assigned.reviewer, item.reviewer) is null then 'unresolved'
        when make_timestamptz($now_us::bigint) > terms.due_at then 'overdue'
        else 'open'
    end as state,
    case when decided.decision = 'revoke' then decided.decided_at + to_seconds(case when item.is_privileged then terms.privileged_remedy_hours * 3600 else terms.remedy_days * 86400 end) end as remove_by
from cert_population as item
cross join cert_terms as terms
left join decided on decided.item = item.item
left join assigned on assigned.item = item.item
left join revised on revised.item = item.item
