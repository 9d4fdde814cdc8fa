-- grain: one row per decision and chain
-- A click that the request and its history both record is one decision: records of one word by one actor within a minute. The best tied of them speaks;
-- event_ids are all of them. The decider is who clicked, also where an app passed the click on.

with marked as (
    select
        *,
        case when lo <= lag(lo) over same_actor + interval 1 minute then 0 else 1 end as is_new
    from fct_approvals
    window same_actor as (partition by task, decision, coalesce(person, identity), is_relayed, relayed_person order by lo, event_id)
),

numbered as (
    select
        *,
        sum(is_new) over (
            partition by task, decision, coalesce(person, identity), is_relayed, relayed_person order by lo, event_id rows unbounded preceding
        ) as decision_no
    from marked
),

told as (
    select
        *,
        list_sort(list_distinct(list(event_id) over same_decision || coalesce(list(text_event_id) filter (where text_event_id is not null) over same_decision, []))) as event_ids,
        row_number() over (
            partition by task, decision, coalesce(person, identity), is_relayed, relayed_person, decision_no
            order by link_confidence desc, is_time_exact desc, lo, event_id
        ) as telling
    from numbered
    window same_decision as (partition by task, decision, coalesce(person, identity), is_relayed, relayed_person, decision_no)
)

select
    event_id,
    event_ids,
    task,
    system,
    decision,
    lo,
    hi,
    occurred_at,
    is_time_exact,
    identity,
    person as account_person,
    case when is_relayed then relayed_person else person end as decider,
    case when is_relayed then 'derived' else basis end as decider_basis,
    case when is_relayed then 'human' else kind end as decider_kind,
    medium,
    is_durable,
    is_relayed,
    valid_until,
    link_confidence,
    is_ambiguous,
    text
from told
where telling = 1
