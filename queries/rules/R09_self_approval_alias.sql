-- rule: R09
-- slug: self-approval-alias
-- title: The requester approved through another account
-- severity: high
-- grain: one row per decision to approve and chain whose requester is known; an account that nobody is known behind once
-- question: Which requests were approved by a second account of the requester, by an account they own, work or made, or from where they sat?
-- why: Two accounts are not two people. A control that counts accounts can be passed by one person who has two.
-- misses: Accounts that no directory, mapping or owner's list ties together; a colleague's session that was borrowed.
-- false-positives: Administrators who make every account of the company; addresses that an office shares; people whose logins look like another's.
-- remedy: Have another person decide now; bar accounts of one person, and those they own, from approving for each other.
-- needs: request, approval
-- param: alias_confidence_min = 0.9 — how sure it must be that the accounts are one person's for a gap; below it is a lead, B.2 R09
-- param: made_days = 30 — how long after the requester made or recovered an account its word is not its own, B.2 R09
-- ref: RULES.md B.2 R09; the same account, and one person's accounts in two different systems, are R08; looks, one address and one session are leads

with approvals as (
    select
        decision.*,
        named(decision.decider, decision.identity) as approver,
        coalesce(tasks.task_key, tasks.task) as task_key,
        tasks.requester,
        named(tasks.requester_person, tasks.requester) as asker,
        coalesce(tasks.requester_basis, 'unmapped') as requester_basis,
        tasks.requester_person,
        tasks.request_event_id
    from fct_decisions as decision
    inner join fct_tasks as tasks on tasks.task = decision.task
    where decision.decision = 'approved' and decision.identity is not null and tasks.requester is not null
        and (decision.is_relayed or decision.identity <> tasks.requester)
),

tied as (
    select
        *,
        case basis when 'authoritative' then 1.0 when 'verified' then 0.99 when 'derived' then 0.95 when 'heuristic' then 0.8 else 0.0 end as tie_confidence
    from fct_approver_ties
),

strongest as (
    select tied.*
    from tied
    inner join approvals on approvals.event_id = tied.event_id and approvals.task = tied.task
    where tied.tie <> 'made' or tied.tied_at > approvals.lo - to_days($made_days::integer)
    qualify row_number() over (
        partition by tied.event_id, tied.task
        order by list_position(['second_account', 'owned', 'operated', 'made', 'twin', 'session', 'address'], tied.tie), tied.tie_confidence desc, tied.tied_at desc, tied.other
    ) = 1
),

judged as (
    select
        approvals.*,
        strongest.tie,
        strongest.other,
        strongest.tie_event_id,
        strongest.tied_at,
        strongest.said,
        strongest.basis as tie_basis,
        case
            when strongest.tie in ('second_account', 'owned', 'operated', 'made') and strongest.tie_confidence >= $alias_confidence_min then 'gap'
            when strongest.tie is not null then 'lead'
            -- one person's accounts in two systems: R08 says so
            when approvals.decider = approvals.requester_person then 'other_rule'
            when coalesce(approvals.decider_basis, 'unmapped') in ('unmapped', 'heuristic') and approvals.decider_kind not in ('agent', 'system')
                and split_part(approvals.identity, ':', 1) <> split_part(approvals.requester, ':', 1) then 'unmapped'
            when requester_basis in ('unmapped', 'heuristic') and split_part(approvals.identity, ':', 1) <> split_part(approvals.requester, ':', 1) then 'unmapped_requester'
            else 'pass'
        end as state
    from approvals
    left join strongest on strongest.event_id = approvals.event_id and strongest.task = approvals.task
)

select
    task,
    approver as person,
    list_sort(list_distinct([identity, requester])) as identities,
    occurred_at,
    state as verdict,
    case when state in ('gap', 'lead') then case tie
        when 'second_account' then 'second-account' when 'owned' then 'owned-account' when 'operated' then 'operated-account' when 'made' then 'account-made-by-requester'
        when 'twin' then 'looks-alike' else 'same-' || tie
    end end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    case when state in ('gap', 'lead') then tie_basis end as basis,
    null::varchar as reason,
    null::varchar as needs,
    task_key || ' was requested by ' || asker || ' (' || requester || ') and approved at ' || utc(occurred_at) || ' by ' || case coalesce(tie, 'none')
        when 'second_account' then identity || ', a second account of the same person.'
        when 'owned' then approver || ', an account that ' || asker || ' answers for (' || said || ').'
        when 'operated' then approver || ', an account behind whose session ' || asker || ' stood at ' || utc(tied_at) || '.'
        when 'made' then approver || ', whose account ' || asker || ' had made or recovered ' || span(tied_at, occurred_at) || ' before (' || said || ').'
        when 'twin' then approver || ', whose login says that it is an administrator''s account of ' || asker || '.'
        when 'session' then approver || ', in the very session of the request.'
        when 'address' then approver || ', from the address of the request (' || said || ').'
        else approver || ', another person.'
    end as message,
    list_concat(list_filter(case when tie_event_id = request_event_id then [request_event_id] else [request_event_id, tie_event_id] end, lambda id: id is not null), event_ids) as event_ids
from judged
where state in ('gap', 'lead', 'pass')

union all by name

select
    sole(task) as task,
    min(case state when 'unmapped' then approver else asker end) as person,
    [account] as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'identity_unmapped' as reason,
    'a directory export, or a row in identities.csv, that ties ' || account || ' to a person' as needs,
    account || case state when 'unmapped' then ' approved ' else ' asked for ' end || counted(count(distinct task), 'task', 'tasks')
    || ' (' || min(task_key) || '); nothing ties the account to a person, so whether approver and requester are one cannot be told.' as message,
    list_sort(list(distinct event_id)) as event_ids
from (select *, case state when 'unmapped' then identity else requester end as account from judged where state in ('unmapped', 'unmapped_requester'))
group by state, account
order by occurred_at, event_ids, task
