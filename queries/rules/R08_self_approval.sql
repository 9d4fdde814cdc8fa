-- rule: R08
-- slug: self-approval
-- title: The approver is the requester
-- severity: critical
-- grain: one row per approval and chain whose requester is known; records of one decision within a minute by one actor count once
-- question: Which requests were approved by the one who made them, or for whom they were made?
-- why: Two pairs of eyes are the whole point of an approval; one pair cannot see its own interest.
-- misses: A second account, an owned service account or a delegate of the requester (R09); an approval agreed and clicked by somebody else.
-- false-positives: Organisations of one person; systems that forbid self-approval themselves, where a hit means that the data is wrong.
-- remedy: Have somebody else decide now; take the requester out of the approver group for their own requests.
-- needs: request, approval
-- ref: RULES.md B.2 R08; same person by the identity map, never by looks

-- Same account is same person. Otherwise the two accounts must both be tied to a person; two different accounts of one directory are two accounts, and
-- whether one human holds both is R09's question. A click that an app relays is judged by whom it relays.

with marked as (
    select
        *,
        case
            when lo <= lag(lo) over same_actor + interval 1 minute then 0
            else 1
        end as is_new
    from fct_approvals
    where decision = 'approved'
    window same_actor as (partition by task, coalesce(person, identity), is_relayed, relayed_person order by lo, event_id)
),

numbered as (
    select
        *,
        sum(is_new) over (
            partition by task, coalesce(person, identity), is_relayed, relayed_person order by lo, event_id rows unbounded preceding
        ) as decision_no
    from marked
),

-- a click that the request and its history both record is one decision; the best tied of its records speaks
decisions as (
    select
        *,
        list_sort(list(event_id) over same_decision) as event_ids,
        row_number() over (
            partition by task, coalesce(person, identity), is_relayed, relayed_person, decision_no order by link_confidence desc, is_time_exact desc, lo, event_id
        ) as rank
    from numbered
    window same_decision as (partition by task, coalesce(person, identity), is_relayed, relayed_person, decision_no)
),

approvals as (
    select
        approval.event_id,
        approval.event_ids,
        approval.task,
        tasks.task_key,
        approval.identity,
        case when approval.is_relayed then approval.relayed_person else approval.person end as approver,
        case when approval.is_relayed then 'derived' else coalesce(approval.basis, 'unmapped') end as approver_basis,
        named(approval.person, approval.identity) as account_name,
        approval.is_relayed,
        approval.occurred_at,
        approval.is_time_exact,
        approval.link_confidence,
        tasks.requester,
        tasks.requester_person,
        coalesce(tasks.requester_basis, 'unmapped') as requester_basis,
        tasks.beneficiary_person,
        coalesce(tasks.beneficiary_basis, 'unmapped') as beneficiary_basis,
        tasks.request_event_id,
        tasks.created_lo
    from decisions as approval
    inner join fct_tasks as tasks on tasks.task = approval.task
    where approval.rank = 1 and tasks.requester is not null
),

judged as (
    select
        *,
        case
            when not is_relayed and identity = requester then 'account'
            when is_relayed and approver is null then 'relayed'
            when approver = requester_person then 'requester'
            when approver = beneficiary_person then 'beneficiary'
            when approver is null or requester_person is null then 'unknown'
            when (approver_basis = 'unmapped' or requester_basis = 'unmapped')
                and split_part(coalesce(identity, ''), ':', 1) <> split_part(requester, ':', 1) then 'unknown'
            else 'other'
        end as state
    from approvals
)

select
    task,
    coalesce(approver, account_name) as person,
    list_sort(list_distinct([identity, requester])) as identities,
    occurred_at,
    case
        when state in ('account', 'requester', 'beneficiary') then 'gap'
        when state = 'other' then 'pass'
        else 'insufficient'
    end as verdict,
    case state when 'account' then 'requester' when 'requester' then 'requester' when 'beneficiary' then 'beneficiary' end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    case state
        when 'requester' then weaker_basis(approver_basis, requester_basis)
        when 'beneficiary' then weaker_basis(approver_basis, beneficiary_basis)
    end as basis,
    case when state in ('unknown', 'relayed') then 'identity_unmapped' end as reason,
    case state
        when 'unknown' then 'a directory export, or a row in identities.csv, that ties '
            || case when approver_basis = 'unmapped' then coalesce(identity, 'the approver') else requester end || ' to a person'
        when 'relayed' then 'the record of the app that posted the decision, with the person who clicked'
    end as needs,
    coalesce(task_key, task) || case state
        when 'other' then ' was requested by ' || named(requester_person, requester) || ' and approved by ' || coalesce(approver, account_name) || ' at ' || utc(occurred_at) || '.'
        when 'relayed' then ' was approved through ' || account_name || ' at ' || utc(occurred_at) || ' for somebody the record does not name, so whether that was '
            || named(requester_person, requester) || ', who asked, cannot be told.'
        when 'unknown' then ' was requested by ' || named(requester_person, requester) || ' and approved by ' || coalesce(approver, account_name) || ' at ' || utc(occurred_at)
            || '; the two accounts are not both tied to people, so whether they are one cannot be told.'
        when 'beneficiary' then ' was approved at ' || utc(occurred_at) || ' by ' || approver || ', for whom ' || named(requester_person, requester) || ' had requested it.'
        else ' was requested and approved by ' || coalesce(requester_person, approver, account_name)
            || case when is_time_exact and occurred_at >= created_lo then ': approved at ' || utc(occurred_at) || ', ' || span(created_lo, occurred_at) || ' after it was created' else '' end
            || case when identity = requester then ', with the same account' else ', with the accounts ' || requester || ' and ' || coalesce(identity, 'unknown') end || '.'
    end as message,
    list_filter(
        case when list_contains(event_ids, request_event_id) then event_ids when created_lo <= occurred_at then list_prepend(request_event_id, event_ids) else list_append(event_ids, request_event_id) end,
        lambda id: id is not null
    ) as event_ids
from judged
order by occurred_at, event_id, task
