-- grain: one row per chain and pair of what was asked for and what was done to it; one side null where it has no counterpart
-- The approved scope beside the executed one, for a range of chains: things, and rights. Only what needs a request is compared. A name and an id
-- cannot be compared, nor can a scope that was read from free text.

with tasks as (
    select task, scope, scope_entitlements, scope_basis
    from fct_tasks
    where task between $first_task and $last_task
        and ($tasks::varchar[] is null or task in (select unnest($tasks::varchar[])))
),

asked as (
    select distinct task, 'resource' as side, unnest(scope) as thing from tasks
    union all
    select distinct task, 'right' as side, unnest(scope_entitlements) as thing from tasks
),

executed as (
    select execution.*
    from fct_executions as execution
    inner join tasks on tasks.task = execution.task
    where execution.is_effective and execution.requires_request and not execution.is_platform
),

things as (
    select task, 'resource' as side, resource as thing, null as done_on, event_id, lo, standing_approval from executed where resource is not null
    union all
    -- a right is given on something, or to somebody: one right on two roles is one row that names both
    select task, 'right' as side, entitlement as thing, case when ends_with(subject, resource) then resource else coalesce(subject_person, subject, resource) end as done_on, event_id, lo, standing_approval
    from executed
    where entitlement is not null
),

done as (
    select
        task,
        side,
        thing,
        list_sort(coalesce(list(distinct done_on) filter (where done_on is not null), [])) as done_on,
        count(distinct event_id) as executions,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        min(lo) as first_at,
        bool_and(standing_approval is not null) as is_standing
    from things
    group by task, side, thing
),

matched as (
    select
        done.task,
        done.side,
        asked.thing as asked,
        done.thing as done
    from done
    inner join asked
        on asked.task = done.task and asked.side = done.side
        and case
            when done.side = 'right' then lower(asked.thing) = lower(done.thing)
            -- the instance profile that comes with a role of the same name is the role's
            else scope_covers(asked.thing, done.thing) or scope_covers(asked.thing, replace(done.thing, ':instance-profile/', ':role/'))
        end
),

pairs as (
    select task, side, asked, done from matched
    union all
    select done.task, done.side, null as asked, done.thing as done
    from done
    where not exists (from matched where matched.task = done.task and matched.side = done.side and matched.done = done.thing)
    union all
    select asked.task, asked.side, asked.thing as asked, null as done
    from asked
    where exists (from executed where executed.task = asked.task)
        and not exists (from matched where matched.task = asked.task and matched.side = asked.side and matched.asked = asked.thing)
),

weighed as (
    select
        pairs.*,
        done.done_on,
        done.executions,
        done.event_id,
        done.first_at,
        done.is_standing,
        tasks.scope_basis,
        case pairs.side when 'right' then tasks.scope_entitlements else tasks.scope end as all_asked,
        list(pairs.done) filter (where pairs.done is not null) over (partition by pairs.task, pairs.side) as all_done,
        count(*) filter (where pairs.asked is null) over (partition by pairs.task, pairs.side) as strangers
    from pairs
    inner join tasks on tasks.task = pairs.task
    left join done on done.task = pairs.task and done.side = pairs.side and done.thing = pairs.done
)

select
    task,
    side,
    asked,
    done,
    coalesce(done_on, []) as done_on,
    coalesce(executions, 0) as executions,
    event_id,
    first_at,
    case
        when asked is not null and done is not null then 'as asked'
        when done is not null and coalesce(len(all_asked), 0) = 0 then 'nothing asked to compare with'
        when done is not null and is_standing then 'standing approval'
        when scope_basis is distinct from 'field' then 'cannot be compared'
        when side = 'right' and done is not null
            and len(list_filter(all_asked, lambda one: contains(one, ':') = contains(done, ':'))) = 0 then 'cannot be compared'
        when side = 'right' and asked is not null and len(coalesce(all_done, [])) > 0
            and len(list_filter(all_done, lambda one: contains(one, ':') = contains(asked, ':'))) = 0 then 'cannot be compared'
        when done is not null then 'beside what was asked'
        else 'not seen done'
    end as reading
from weighed
-- the name of what was done under its id is no second request
where not (reading = 'cannot be compared' and done is null and strangers = 0)
order by task, side, asked nulls last, first_at nulls last, done
