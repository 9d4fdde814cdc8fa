-- rule: R13
-- slug: approver-inactive
-- title: The approver had left, or the account was disabled
-- severity: critical
-- grain: one row per decision to approve by a person; where nothing tells whether they were still there, one per approver
-- question: Which approvals were given in the name of somebody who had left, was suspended, or whose account had been disabled?
-- why: Whoever has left cannot have decided: somebody else used the account, or the record was made up.
-- misses: Leave that no directory records; accounts that were disabled before the exports begin and that no listing shows; a token of somebody present that decided while they had not signed in for long.
-- false-positives: A date of leaving that is the end of the contract, not the last day at work; people who came back before the files say so.
-- remedy: Find out who made the click; decide again; have the account and its tokens disabled with the person.
-- needs: approval, identity
-- param: leaving_grace_hours = 24 — a date of leaving is a day in a zone nobody wrote down, and mail gateways write approvals late [J]
-- param: leaver_lookback_days = 90 — how far back a log of the directory must reach to show that somebody was not switched off [J]
-- ref: RULES.md B.2 R13; people.csv and HR speak of the person, a directory's log and listing of an account; another account of the person counts where it is the identity provider's and the person has none there that is active

with decisions as (
    select fct_decisions.*, named(decider, identity) as approver, coalesce(tasks.task_key, fct_decisions.task) as task_key
    from fct_decisions
    left join fct_tasks as tasks on tasks.task = fct_decisions.task
    where decision = 'approved' and decider_kind not in ('agent', 'workload', 'system') and coalesce(decider, identity) is not null
),

about as (
    select decisions.event_id, decisions.task, state.* exclude (event_id), state.event_id as state_event_id, 'the person' as of_what
    from decisions
    inner join fct_person_states as state on state.person = decisions.decider
    where state.account is null
    union all
    select decisions.event_id, decisions.task, state.* exclude (event_id), state.event_id as state_event_id, 'the account'
    from decisions
    inner join fct_person_states as state on state.account = decisions.identity
    union all
    select decisions.event_id, decisions.task, state.* exclude (event_id), state.event_id as state_event_id, 'the account at the identity provider'
    from decisions
    inner join fct_person_states as state on state.person = decisions.decider
    where state.account <> decisions.identity and state.is_directory
),

placed as (
    select
        about.*,
        decision.lo,
        -- certainly begun, certainly not, or neither
        case
            when about.from_hi is null and about.from_lo is null then true
            when about.is_date and about.status <> 'active' then case
                when decision.lo >= about.from_hi + to_seconds($leaving_grace_hours * 3600) then true
                when decision.hi < about.from_lo then false
            end
            else is_before(about.from_lo, about.from_hi, about.system, decision.lo, decision.hi, decision.system)
        end as is_begun,
        coalesce(is_before(about.to_at, about.to_at, about.system, decision.lo, decision.hi, decision.system) or about.to_at <= decision.lo, false) as is_over
    from about
    inner join decisions as decision on decision.event_id = about.event_id and decision.task = about.task
),

open_states as (
    select *, status <> 'active' as is_off from placed where not is_over and is_begun is distinct from false
),

-- somebody whose account at the identity provider is off, and who has another there that is on, has changed accounts
settled as (
    select event_id, task, system, bool_or(not is_off and is_begun) as has_active from open_states where account is not null group by event_id, task, system
),

judged as (
    select
        state.event_id,
        state.task,
        bool_or(not state.is_off and state.is_begun) as is_there,
        max(state.from_lo) filter (where not state.is_off and state.is_begun) as there_since,
        max(by_state) filter (where state.is_off and state.is_begun) as off_key,
        max(by_state) filter (where state.is_off and state.is_begun is null) as doubt_key
    from (
        select
            open_states.*,
            in_order(open_states.from_lo, open_states.of_what || ' ' || coalesce(open_states.account, '') || ' ' || open_states.said) as by_state
        from open_states
        left join settled
            on settled.event_id = open_states.event_id and settled.task = open_states.task and settled.system = open_states.system
        where not (open_states.is_off and open_states.of_what = 'the account at the identity provider' and coalesce(settled.has_active, false))
    ) as state
    group by state.event_id, state.task
),

states as (
    select
        decisions.*,
        judged.is_there,
        off_state.status,
        off_state.of_what,
        off_state.from_hi as off_at,
        off_state.from_lo as off_from,
        off_state.is_date,
        off_state.said,
        off_state.state_event_id as off_event_id,
        off_state.account,
        off_state.basis as off_basis,
        case
            when judged.off_key is not null and judged.there_since > off_state.from_hi then 'contradicted'
            when judged.off_key is not null then 'off'
            when judged.doubt_key is not null and (off_state.is_date or off_state.from_hi - off_state.from_lo < interval 2 days) then 'doubtful'
            when judged.doubt_key is not null then 'undated'
            when judged.is_there then 'there'
        end as state
    from decisions
    left join judged on judged.event_id = decisions.event_id and judged.task = decisions.task
    left join (
        select *, in_order(from_lo, of_what || ' ' || coalesce(account, '') || ' ' || said) as by_state from open_states where is_off
    ) as off_state
        on off_state.event_id = decisions.event_id and off_state.task = decisions.task
        and off_state.by_state = coalesce(judged.off_key, judged.doubt_key)
    qualify row_number() over (partition by decisions.event_id, decisions.task order by off_state.said) = 1
),

-- whose state nothing tells: the log of a directory that would show it, or what it lacks
unseen as (
    select
        states.event_id,
        states.task,
        min_by(hole.reason, by_weight(hole.weight, hole.needs)) as hole_reason,
        min_by(hole.needs, by_weight(hole.weight, hole.needs)) as hole_needs
    from states
    inner join fct_stage_holes as hole
        on hole.stage = 'identity' and hole.from_at < states.hi and hole.to_at > states.lo - to_days($leaver_lookback_days::integer)
    where states.state is null
    group by states.event_id, states.task
),

known as (
    select states.*, coalesce(states.state, case when unseen.event_id is null then 'unmentioned' else 'unseen' end) as verdict_state, unseen.hole_reason, unseen.hole_needs
    from states
    left join unseen on unseen.event_id = states.event_id and unseen.task = states.task
)

select
    task,
    approver as person,
    list_sort(list_distinct([identity, coalesce(account, identity)])) as identities,
    occurred_at,
    case when verdict_state = 'off' then 'gap' when verdict_state in ('there', 'unmentioned') then 'pass' else 'insufficient' end as verdict,
    case when verdict_state = 'off' then case status when 'terminated' then 'left' else 'suspended' end end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    case when verdict_state = 'off' and of_what <> 'the account' then weaker_basis(decider_basis, off_basis) end as basis,
    case verdict_state when 'contradicted' then 'structural' when 'undated' then 'structural' when 'doubtful' then 'clock_uncertain' end as reason,
    case verdict_state
        when 'contradicted' then 'the date of return of ' || approver || ' in people.csv'
        when 'undated' then 'the day on which ' || approver || ' left: active_to in people.csv, or the log of the directory'
        when 'doubtful' then 'the hour at which ' || coalesce(account, approver) || ' was switched off: the log of the directory'
    end as needs,
    task_key || ' was approved by ' || approver || ' at ' || utc(occurred_at) || case verdict_state
        when 'off' then '; ' || case when of_what = 'the person' then 'by then they were ' || status || ', since ' else of_what || ' ' || coalesce(account, '') || ' was ' || status || ' then, since ' end
            || utc(off_at) || case when is_begun_before then ', ' || span(off_at, occurred_at) || ' before' else '' end || ' (' || said || ').'
        when 'contradicted' then '; they count as ' || status || ' since ' || utc(off_at) || ' (' || said || '), and an account of theirs was switched on again after that.'
        when 'undated' then '; they count as ' || status || ' (' || said || '), and no record says since when.'
        when 'doubtful' then '; they were ' || status || ' from about then (' || utc(off_from) || ', ' || said || '), and the record does not tell which was first.'
        when 'there' then ', who was active then.'
        else '; no directory tells that they had gone.'
    end as message,
    list_filter(list_prepend(case when verdict_state in ('off', 'contradicted', 'doubtful') then off_event_id end, event_ids), lambda id: id is not null) as event_ids
from (select *, off_at <= occurred_at as is_begun_before from known)
where verdict_state <> 'unseen'

union all by name

select
    sole(task) as task,
    approver as person,
    list_sort(list(distinct identity)) as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    min(hole_reason) as reason,
    min(hole_needs) as needs,
    approver || ' approved ' || counted(count(distinct task), 'task', 'tasks') || ' (' || min(task_key)
    || '), and no record tells whether they were still there: ' || reason_in_words(min(hole_reason)) || '.' as message,
    list_sort(list_distinct(flatten(list(event_ids)))) as event_ids
from known
where verdict_state = 'unseen'
group by approver
order by occurred_at, event_ids, task
