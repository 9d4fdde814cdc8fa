-- rule: R16
-- slug: approval-implausible-speed
-- title: Decided faster than a human could read
-- severity: medium
-- grain: one row per approval by a person and chain (too fast, unseen); one row per person and day of approvals (burst)
-- question: Which approvals came faster than anybody could have read what they approve, one by one or in bursts?
-- why: An approval that nobody could have considered is a click. Many of them in a row are a control that exists on paper only.
-- misses: Approvals that took their time and were not read either; requests that were changed and put again, which count as known since they were first put; decisions whose record tells only when it was last changed; requests read outside the systems supplied.
-- false-positives: Requests that were talked over in a call; a bulk action on requests that belong together but have no common parent; e-mail answers that were delivered late and at once.
-- remedy: Ask the approver what the decision was based on; group what belongs together into one request that enumerates its items; limit approvals per sitting.
-- needs: request, approval
-- param: least_seconds = 5 — no request can be read faster, B.0 read_speed_floor [J]
-- param: words_per_second = 10 — about 600 words a minute, skimming, B.0 read_speed_floor [J]
-- param: burst_approvals = 8 — distinct requests with a median gap below burst_gap_seconds, B.0 burst [J]
-- param: burst_gap_seconds = 6 — B.0 burst [J]
-- param: minute_approvals = 10 — distinct requests within 60 s, B.0 burst [J]
-- ref: RULES.md B.2 R16; sub-codes too-fast, unseen and burst; high where an agent drafted a request for privileges. An indicator with its numbers, never a proof

with decisions as (
    select * exclude (event_ids), coalesce(event_ids, [event_id]) as event_ids, coalesce(decider, identity) as approver
    from fct_decisions
    where decision = 'approved' and decider_kind = 'human' and (decider is not null or not is_relayed) and link_confidence >= 0.8
),

privileges as (
    select task, bool_or(change_class in ('priv_grant', 'trust_policy', 'secret_issue')) as is_privileged
    from fct_executions
    where is_effective and task is not null
    group by task
),

timed as (
    select
        decision.*,
        task.task_key,
        times.began_with,
        times.began_event_id,
        times.began_lo,
        times.words,
        times.is_look_logged,
        times.is_seen,
        greatest($least_seconds, times.words / $words_per_second) as floor_seconds,
        -- the most and the least that can lie between the two, as far as their clocks tell
        (epoch_us(decision.hi) - epoch_us(times.began_lo) + ahead_us(decision.system, times.began_system)) / 1e6 as most_seconds,
        (epoch_us(decision.lo) - epoch_us(times.began_hi) - ahead_us(times.began_system, decision.system)) / 1e6 as least_seconds,
        coalesce(privileges.is_privileged, false) and task.requester_kind = 'agent' as is_drafted
    from decisions as decision
    inner join fct_tasks as task on task.task = decision.task
    left join fct_decision_times as times on times.event_id = decision.event_id and times.task = decision.task
    left join privileges on privileges.task = decision.task
),

single as (
    select
        *,
        case
            when not is_time_exact then 'coarse'
            when began_lo is null then 'unasked'
            when most_seconds < floor_seconds then 'too-fast'
            when least_seconds < floor_seconds then 'uncertain'
            when is_look_logged and not is_seen then 'unseen'
            else 'pass'
        end as state
    from timed
),

-- decisions that only tell when they were last changed, or that were made before there was a record to read: one row per person says so
coarse as (
    select
        approver,
        state,
        list_sort(list_distinct(list(identity))) as identities,
        min(occurred_at) as occurred_at,
        count(*) as approvals,
        min(system) as system,
        shown(flatten(list(event_ids order by lo, event_id))) as event_ids
    from single
    where state in ('coarse', 'unasked')
    group by approver, state
),

sitting as (
    -- a pause of more than a minute ends a run of approvals
    select
        *,
        date_trunc('day', occurred_at at time zone 'UTC') as day,
        sum(is_start::int) over (partition by approver order by lo, event_id rows unbounded preceding) as run
    from (
        select
            *,
            coalesce(lo > lag(lo) over (partition by approver order by lo, event_id) + interval 1 minute, true) as is_start,
            epoch_us(lo) - lag(epoch_us(lo)) over (partition by approver order by lo, event_id) as gap_us,
            count(*) over (partition by approver order by lo range between current row and interval 1 minute following) as within_minute
        from (
            -- what one request bundles is one thing to decide
            select *
            from timed
            where is_time_exact
            qualify row_number() over (partition by approver, task order by lo, event_id) = 1
        )
    )
),

runs as (
    select
        approver,
        run,
        min(day) as day,
        min(occurred_at) as began_at,
        count(*) as approvals,
        median(gap_us) filter (where not is_start) / 1e6 as gap_seconds,
        max(within_minute) as within_minute,
        max(epoch_us(hi) - epoch_us(lo)) as width_us,
        bool_or(is_drafted) as is_drafted,
        list_distinct(list(identity)) as identities,
        flatten(list(event_ids order by lo, event_id)) as event_ids,
        string_agg(coalesce(task_key, task), ', ' order by lo, event_id) as tasks,
        case
            when (count(*) >= $burst_approvals and median(gap_us) filter (where not is_start) < $burst_gap_seconds * 1e6 or max(within_minute) >= $minute_approvals)
                then case when max(epoch_us(hi) - epoch_us(lo)) > 2000000 then 'uncertain' else 'gap' end
            else 'pass'
        end as state
    from sitting
    group by approver, run
),

days as (
    select
        approver,
        day,
        case when bool_or(state = 'gap') then 'gap' when bool_or(state = 'uncertain') then 'insufficient' else 'pass' end as verdict,
        sum(approvals)::bigint as approvals,
        sum(approvals) filter (where state = 'gap')::bigint as hasty,
        arg_max(began_at, in_order(began_at, run::varchar)) filter (where state <> 'pass') as burst_at,
        min(began_at) as began_at,
        arg_max(gap_seconds, approvals) filter (where state <> 'pass') as gap_seconds,
        max(within_minute) filter (where state <> 'pass') as within_minute,
        bool_or(is_drafted and state = 'gap') as is_drafted,
        list_sort(list_distinct(flatten(list(identities)))) as identities,
        string_agg(tasks, ', ' order by began_at) filter (where state <> 'pass') as tasks,
        flatten(list(event_ids order by began_at) filter (where state <> 'pass')) as hasty_event_ids,
        flatten(list(event_ids order by began_at)) as event_ids
    from runs
    group by approver, day
)

select
    task,
    approver as person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case state when 'too-fast' then 'gap' when 'unseen' then 'lead' when 'uncertain' then 'insufficient' else 'pass' end as verdict,
    case state when 'uncertain' then 'too-fast' when 'pass' then null else state end as sub,
    case when is_drafted then 'high' end as severity,
    link_confidence as confidence,
    null::varchar as basis,
    case when state = 'uncertain' then 'clock_uncertain' end as reason,
    case when state = 'uncertain' then 'the history of ' || coalesce(task_key, task) || ' with seconds, for both when ' || approver || ' was asked and when the decision fell' end as needs,
    approver || ' approved ' || coalesce(task_key, task) || ' at ' || utc(occurred_at) || case
        when state = 'unseen' then ' without having opened it, though ' || system || ' logs who looks at what.'
        else ', ' || span(began_lo, occurred_at) || ' after '
            || case began_with when 'asked' then 'being asked' when 'known' then 'first dealing with it' else 'it was created' end
            || '; its ' || words || ' words take at least ' || round(floor_seconds)::bigint || ' s to read'
            || case state
                when 'too-fast' then ', an indication that they were not, no proof.'
                when 'uncertain' then ', and the clocks do not tell whether that much time passed.'
                else '.'
            end
    end as message,
    list_filter(list_prepend(began_event_id, event_ids), lambda id: id is not null) as event_ids
from single
where state not in ('coarse', 'unasked')
union all by name
select
    approver as person,
    identities,
    occurred_at,
    'insufficient' as verdict,
    'too-fast' as sub,
    1.0 as confidence,
    'structural' as reason,
    case state
        when 'coarse' then 'the history of these approvals with the time of each decision (' || system || ')'
        else 'the message or request by which ' || approver || ' was asked'
    end as needs,
    counted(approvals, 'approval', 'approvals') || ' by ' || approver || ', the first of ' || utc(occurred_at) || ', '
    || case when state = 'unasked' then 'came before there was a record of what was asked' when approvals = 1 then 'tells only when its record was last changed'
        else 'tell only when their record was last changed' end
    || ': how fast ' || case when approvals = 1 then 'it' else 'they' end || ' came cannot be said.' as message,
    event_ids
from coarse
union all by name
select
    approver as person,
    identities,
    coalesce(burst_at, began_at) as occurred_at,
    verdict,
    'burst' as sub,
    case when is_drafted then 'high' end as severity,
    1.0 as confidence,
    case when verdict = 'insufficient' then 'clock_uncertain' end as reason,
    case when verdict = 'insufficient' then 'the history of the approvals of ' || approver || ' on ' || strftime(day, '%Y-%m-%d') || ' with seconds' end as needs,
    approver || ' approved ' || counted(approvals, 'request', 'requests') || ' on ' || strftime(day, '%Y-%m-%d') || case verdict
        when 'gap' then ', ' || hasty || ' of them in bursts: up to ' || within_minute || ' within a minute, typically '
            || coalesce(round(gap_seconds, 1)::varchar, '0.0') || ' s apart (' || tasks || ').'
        when 'insufficient' then ', up to ' || within_minute || ' of them stamped with the same minute: how fast they came cannot be said (' || tasks || ').'
        else ', none in a burst.'
    end as message,
    coalesce(hasty_event_ids, event_ids) as event_ids
from days
order by occurred_at, person, event_ids, sub
