-- rule: R28
-- slug: policy-decision-missing
-- title: No fresh policy decision for the execution
-- severity: medium
-- grain: one row per effective controlled execution whose change class demands a policy decision, and chain that claims it; orphans too
-- question: Which changes were made without the policy engine being asked at that moment, by this principal, for this action on this resource?
-- why: A role says what somebody may do in general; only a decision at the moment of access weighs the task, the context and the rules of today.
-- misses: Whether the caller obeyed the decision; classes that no configuration says need one; a decision on the whole account or path above the resource.
-- false-positives: Systems that no engine stands before, until their source says `leaves_out: [no-policy-engine]`; engines that live inside a program and log nothing; answers that an enforcement point may reuse longer than the look-back.
-- remedy: Put the engine in the path of the change and keep its decision log; carry its decision id or the trace into the record of the change.
-- needs: policy
-- param: policy_lookback_minutes = 5 — how old an answer may be when it is used, B.0 policy_lookback [J]; longer where enforcement points may reuse one
-- param: native_authorisation_counts = false — whether the platform's own verdict in the record of the change is a policy decision: the profile's choice, RULES.md R28
-- ref: RULES.md B.4 R28; sub-code stale; autonomous agents are raised to high by the severity gate

-- An answer counts when it was enforced, was about the same principal and resource, and lies no longer before the change than the look-back, or
-- carries the change's own id or trace. It is stale where the scope of the task or the revision of the policies changed in between.

with executions as (
    select
        execution.*,
        system.leaves_out,
        ($policy_lookback_minutes * 60000000)::bigint as lookback_us
    from fct_executions as execution
    left join fct_systems as system on system.system = execution.system
    where execution.is_effective and execution.requires_policy and execution.is_platform is not true
),

revisions as (
    select system, policy, revision, min(lo) as lo, min(hi) as hi
    from fct_policy_decisions
    where revision is not null
    group by system, policy, revision
),

answers as (
    select
        execution.event_id,
        execution.task,
        decision.event_id as decision_event_id,
        decision.decision,
        decision.mode,
        decision.system,
        decision.policy,
        decision.revision,
        decision.occurred_at,
        decision.lo,
        decision.hi,
        tie.tie,
        tie.is_same_principal,
        case
            when tie.tie in ('id', 'native') then 'fresh'
            when is_before(execution.lo, execution.hi, execution.system, decision.lo, decision.hi, decision.system) then 'later'
            when tie.tie = 'trace' then 'fresh'
            else case beyond_end(decision.lo, decision.hi, decision.system, execution.lookback_us, execution.lo, execution.hi, execution.system)
                when 'within' then 'fresh'
                when 'past' then 'old'
                else 'near'
            end
        end as place,
        execution.lo as e_lo,
        execution.hi as e_hi,
        execution.system as e_system
    from executions as execution
    inner join fct_policy_ties as tie on tie.event_id = execution.event_id
    inner join fct_policy_decisions as decision on decision.event_id = tie.decision_event_id
    where tie.is_same_resource or tie.tie <> 'resource'
    union all
    select
        execution.event_id, execution.task, execution.event_id, 'allow', 'enforce', execution.system, 'the platform''s own authorisation', null,
        execution.occurred_at, execution.lo, execution.hi, tie.tie, true, 'fresh', execution.lo, execution.hi, execution.system
    from executions as execution
    inner join fct_policy_ties as tie on tie.event_id = execution.event_id and tie.tie = 'native'
    where $native_authorisation_counts
),

-- what the answer was given for had changed before the answer was used
overtaken as (
    select
        answer.event_id,
        answer.task,
        answer.decision_event_id,
        bool_or(is_before(answer.lo, answer.hi, answer.system, change.lo, change.hi, change.system)
            and is_before(change.lo, change.hi, change.system, answer.e_lo, answer.e_hi, answer.e_system)) as is_certain,
        min(change.what) as what,
        min(change.event_id) as change_event_id
    from answers as answer
    inner join (
        select
            task, null::varchar as policy, null::varchar as revision, event_id, system, lo, hi,
            field || ' changed from ' || coalesce(before, 'nothing') || ' to ' || coalesce(after, 'nothing') as what
        from fct_scope_changes
    ) as change on change.task = answer.task
    where coalesce(is_before(answer.lo, answer.hi, answer.system, change.lo, change.hi, change.system), true)
        and coalesce(is_before(change.lo, change.hi, change.system, answer.e_lo, answer.e_hi, answer.e_system), true)
    group by answer.event_id, answer.task, answer.decision_event_id
    union all
    select answer.event_id, answer.task, answer.decision_event_id,
        bool_or(is_before(answer.lo, answer.hi, answer.system, newer.lo, newer.hi, newer.system)
            and is_before(newer.lo, newer.hi, newer.system, answer.e_lo, answer.e_hi, answer.e_system)),
        'the policies went from revision ' || min(answer.revision) || ' to ' || min(newer.revision),
        null
    from answers as answer
    inner join revisions as newer on newer.system = answer.system and newer.policy = answer.policy and newer.revision <> answer.revision
    where coalesce(is_before(answer.lo, answer.hi, answer.system, newer.lo, newer.hi, newer.system), false)
        and coalesce(is_before(newer.lo, newer.hi, newer.system, answer.e_lo, answer.e_hi, answer.e_system), true)
    group by answer.event_id, answer.task, answer.decision_event_id
),

weighed as (
    select
        answer.*,
        overtaken.what,
        overtaken.change_event_id,
        case
            when place = 'later' then 'later'
            when mode = 'dry_run' then 'dry_run'
            when is_same_principal is null and tie <> 'trace' then 'unmapped'
            when place = 'old' then 'old'
            when place = 'near' then 'near'
            when decision = 'deny' then 'denied'
            when overtaken.is_certain then 'stale'
            when overtaken.decision_event_id is not null then 'perhaps_stale'
            else 'fresh'
        end as state
    from answers as answer
    left join overtaken
        on overtaken.event_id = answer.event_id and overtaken.task is not distinct from answer.task
        and overtaken.decision_event_id = answer.decision_event_id
),

best as (
    select *
    from weighed
    qualify row_number() over (
        partition by event_id, task
        order by list_position(['fresh', 'denied', 'perhaps_stale', 'near', 'stale', 'unmapped', 'dry_run', 'old', 'later'], state), lo desc, decision_event_id
    ) = 1
),

-- an answer whose record hides whom or what it was about may have been the one
hidden as (
    select execution.event_id, min(decision.event_id) as decision_event_id
    from (
        select event_id, person, lo, hi, unnest(list_distinct([date_trunc('hour', lo), date_trunc('hour', lo - to_microseconds(lookback_us))])) as hour, lookback_us
        from executions
        where event_id not in (select event_id from best where state in ('fresh', 'denied'))
    ) as execution
    inner join (
        select event_id, person, lo, date_trunc('hour', lo) as hour from fct_policy_decisions where is_masked
    ) as decision on decision.hour = execution.hour
    where decision.lo >= execution.lo - to_microseconds(execution.lookback_us) and decision.lo <= execution.hi
        and (decision.person is null or decision.person = execution.person)
    group by execution.event_id
),

holes as (
    select execution.event_id, min_by(hole.reason, by_weight(hole.weight, hole.needs)) as reason, min_by(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from (select distinct event_id, lo, hi, lookback_us from executions where event_id not in (select event_id from best where state in ('fresh', 'denied'))) as execution
    inner join fct_stage_holes as hole
        on hole.stage = 'policy' and hole.from_at < execution.hi and hole.to_at > execution.lo - to_microseconds(execution.lookback_us)
    group by execution.event_id
),

judged as (
    select
        execution.*,
        best.decision_event_id,
        best.change_event_id,
        best.occurred_at as decided_at,
        best.policy,
        best.revision,
        best.what,
        best.system as engine,
        hidden.decision_event_id as hidden_event_id,
        case
            when best.state in ('fresh', 'denied', 'stale') then best.state
            when best.state in ('perhaps_stale', 'near') then 'unordered'
            when best.state = 'unmapped' then 'unmapped'
            when list_contains(list_transform(coalesce(execution.leaves_out, []), lambda token: replace(lower(token), '_', '-')), 'no-policy-engine') then 'structural'
            when hidden.event_id is not null then 'hidden'
            when holes.event_id is not null then 'uncovered'
            when best.state = 'dry_run' then 'dry_run'
            else 'missing'
        end as state,
        -- decisions of Verified Permissions are data events: a trail without them cannot hold any
        case
            when holes.reason = 'no_source' and list_contains(coalesce(execution.leaves_out, []), 'data-events') then 'filtered'
            else holes.reason
        end as hole_reason,
        case
            when holes.reason = 'no_source' and list_contains(coalesce(execution.leaves_out, []), 'data-events')
                then holes.needs || ', or ' || execution.system || ' with its data events'
            else holes.needs
        end as hole_needs
    from executions as execution
    left join best on best.event_id = execution.event_id and best.task is not distinct from execution.task
    left join hidden on hidden.event_id = execution.event_id
    left join holes on holes.event_id = execution.event_id
),

settled as (
    select
        *,
        is_ambiguous and min(state) over (partition by event_id) <> max(state) over (partition by event_id) as is_open
    from judged
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case
        when is_open then 'insufficient'
        when state in ('fresh', 'denied') then 'pass'
        when state in ('missing', 'dry_run', 'stale') then 'gap'
        else 'insufficient'
    end as verdict,
    case when state = 'stale' and not is_open then 'stale' end as sub,
    null::varchar as severity,
    -- that nobody was asked does not depend on the task; that its scope had changed does
    case when state = 'stale' and change_event_id is not null then link_confidence else 1.0 end as confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state = 'unordered' then 'clock_uncertain'
        when state = 'unmapped' then 'identity_unmapped'
        when state = 'structural' then 'structural'
        when state = 'hidden' then 'filtered'
        when state = 'uncovered' then hole_reason
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'unordered' then 'the measured offset between the clocks of ' || engine || ' and ' || system
        when state = 'unmapped' then 'a row of identities.csv for the principal that ' || engine || ' was asked about'
        when state = 'structural' then 'a policy engine before ' || system || ', which has none'
        when state = 'hidden' then 'the decision log without the mask over who asked for what'
        when state = 'uncovered' then hole_needs
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || case
        when is_open then '; two tasks claim it, and only under one of them was the policy decision still good.'
        when state = 'fresh' then '; ' || policy || ' had allowed it at ' || utc(decided_at) || coalesce(' under revision ' || revision, '') || '.'
        when state = 'denied' then '; ' || policy || ' was asked at ' || utc(decided_at) || ' and said no (see R29).'
        when state = 'stale' then '; ' || policy || ' had allowed it at ' || utc(decided_at) || ', but before it was used ' || what || ', and nobody asked again.'
        when state = 'dry_run' then '; ' || policy || ' was asked at ' || utc(decided_at) || ' only in a mode that warns and stops nothing.'
        when state = 'unordered' then '; ' || policy || ' was asked at ' || utc(decided_at) || ', and the clocks cannot tell whether that was still good.'
        when state = 'unmapped' then '; ' || policy || ' was asked about that resource at ' || utc(decided_at) || ' for a principal nobody is known behind.'
        when state = 'structural' then '; ' || system || ' has no policy engine that could have been asked.'
        when state = 'hidden' then '; the policy engine answered something at that time, but its log hides who asked for what.'
        when state = 'uncovered' then '; no policy decision was found, but none can be ruled out: ' || reason_in_words(hole_reason) || '.'
        else '; the change class ' || change_class || ' demands a policy decision, and none was made in the ' || $policy_lookback_minutes || ' min before'
            || coalesce(' (the last one is of ' || utc(decided_at) || ')', '') || '.'
    end as message,
    list_filter(
        [
            case
                when state in ('fresh', 'denied', 'stale', 'dry_run', 'unordered', 'unmapped') then nullif(decision_event_id, event_id)
                when state = 'hidden' then hidden_event_id
            end,
            case when state = 'stale' then change_event_id end,
            event_id
        ],
        lambda id: id is not null
    ) as event_ids
from settled
order by occurred_at, event_id, task
