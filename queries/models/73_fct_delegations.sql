-- grain: one row per delegation: who may act for whom, on what and for how long
-- register: a line of delegations.csv. reassigned: whoever was to decide handed this one item on. granted: the log of a system tells that somebody was
-- allowed to act as somebody else, which says nothing about approvals.

with handed as (
    select
        event.event_id,
        event.activity,
        event.actor,
        event.subject,
        event.entitlement,
        event.lo,
        event.issued_expires_at,
        event.task is not null as is_of_item,
        delegator.person as delegator,
        delegator.basis as delegator_basis,
        delegate.person as delegate,
        delegate.basis as delegate_basis
    from stg_events as event
    inner join int_event_actors as delegator on delegator.event_id = event.event_id
    inner join int_alias_persons as delegate
        on delegate.alias = event.subject and event.occurred_at >= delegate.valid_from and event.occurred_at < delegate.valid_to
    where event.stage = 'delegation' and event.outcome in ('success', 'pending') and event.actor <> event.subject
),

ended as (
    select grant_event.event_id, min(ending.lo) as ended_at
    from handed as grant_event
    inner join handed as ending
        on ending.actor = grant_event.actor and ending.subject = grant_event.subject
        and ending.activity in ('revoke', 'expire', 'remove') and ending.lo >= grant_event.lo
    where grant_event.activity not in ('revoke', 'expire', 'remove')
    group by grant_event.event_id
),

named as (
    -- a cell of the register: a person's key, an address, or an account
    select cell, min_by(person, case when lower(alias) = lower(cell) then '0' when alias = 'email:' || lower(cell) then '1' else '2' end || person) as person
    from (
        select distinct delegator as cell from ref_delegations
        union
        select distinct delegate from ref_delegations
    ) as cells
    inner join int_alias_persons as known
        on lower(known.alias) = lower(cells.cell) or known.alias = 'email:' || lower(cells.cell) or lower(known.person) = lower(cells.cell)
    group by cell
)

select
    file_line(ref.file, ref.line_no) as delegation,
    'register' as kind,
    coalesce(delegator.person, ref.delegator) as delegator,
    coalesce(delegate.person, ref.delegate) as delegate,
    coalesce(ref.scope, '*') as scope,
    null::varchar as task,
    ref.valid_from as from_at,
    ref.valid_to as to_at,
    null::varchar as event_id,
    'authoritative' as basis
from ref_delegations as ref
left join named as delegator on delegator.cell = ref.delegator
left join named as delegate on delegate.cell = ref.delegate
union all
select
    handed.event_id,
    case when handed.activity = 'assign' and handed.is_of_item then 'reassigned' else 'granted' end,
    handed.delegator,
    handed.delegate,
    coalesce(handed.entitlement, '*'),
    link.task,
    handed.lo,
    coalesce(handed.issued_expires_at, ended.ended_at),
    handed.event_id,
    case when handed.delegator_basis in ('heuristic', 'unmapped') then handed.delegator_basis else handed.delegate_basis end
from handed
left join ended on ended.event_id = handed.event_id
left join fct_links as link on link.event_id = handed.event_id and link.confidence >= 0.8
where handed.activity not in ('revoke', 'expire', 'remove')
