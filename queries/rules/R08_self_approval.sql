-- rule: R08
-- slug: self-approval
-- title: The approver is the requester
-- severity: critical
-- grain: one row per decision to approve and chain whose requester is known
-- question: Which requests were approved by the one who made them, or for whom they were made?
-- why: Two pairs of eyes are the whole point of an approval; one pair cannot see its own interest.
-- misses: A second account, an owned service account or a delegate of the requester (R09); an approval agreed and clicked by somebody else.
-- false-positives: Organisations of one person; systems that forbid self-approval themselves, where a hit means that the data is wrong.
-- remedy: Have somebody else decide now; take the requester out of the approver group for their own requests.
-- needs: request, approval
-- ref: RULES.md B.2 R08; same person by the identity map, never by looks

-- Same account is same person. Otherwise the two accounts must both be tied to a person; two different accounts of one directory are two accounts, and
-- whether one human holds both is R09's question. A click that an app relays is judged by whom it relays.

with approvals as (
    select
        approval.event_id,
        approval.event_ids,
        approval.task,
        tasks.task_key,
        approval.identity,
        approval.decider as approver,
        coalesce(approval.decider_basis, 'unmapped') as approver_basis,
        named(approval.account_person, approval.identity) as account_name,
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
    from fct_decisions as approval
    inner join fct_tasks as tasks on tasks.task = approval.task
    where approval.decision = 'approved' and tasks.requester is not null
        -- a second account in the same directory is R09's
        and (approval.event_id, approval.task) not in (select (event_id, task) from fct_approver_ties where tie = 'second_account' and basis <> 'heuristic')
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
