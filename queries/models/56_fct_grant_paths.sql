-- grain: one row per record of an entitlement that was given
-- The way an entitlement was given: through a broker that lends it (PIM, PAM, access requests, IGA), by a rule, by the platform, by a pipeline, or
-- directly. And whether that entitlement has a way of its own in this case: because brokered grants of it occur, or because it is asked for in a broker.

with records as (
    select
        event.event_id,
        event.system,
        event.operation,
        event.lo,
        event.occurred_at,
        event.task,
        event.actor,
        event.actor_kind_hint,
        event.user_agent,
        event.subject,
        event.entitlement,
        event.resource,
        coalesce(json_extract_string(event.attributes, '$.role'), event.actor) as principal,
        json_extract_string(event.attributes, '$.invoked_by') as invoked_by,
        case when contains(event.attributes, '"grant_path"') then json_extract_string(event.attributes, '$.grant_path') end as said,
        -- the product itself reports it: given beside its broker, or changed from outside after the broker had lent it
        case when said in ('outside_of_broker', 'changed_outside') then said end as reported,
        -- what a broker lends is no assignment of its own where the log holds that too; it shows the way all the same
        event.stage = 'credential' as is_lending
    from stg_events as event
    left join int_controlled as controlled on controlled.event_id = event.event_id
    where event.outcome in ('success', 'pending')
        and (
            (controlled.change_class = 'priv_grant' and event.change = 'add')
            or (contains(event.attributes, '"changed_outside"') and json_extract_string(event.attributes, '$.grant_path') = 'changed_outside')
            or (event.stage = 'credential' and event.change = 'add' and starts_with(event.issued_credential, 'grant:'))
        )
),

acted as (
    select records.*, actor.identity, actor.person, coalesce(actor.kind, 'unknown') as kind, coalesce(actor.basis, 'unmapped') as basis
    from records
    left join int_event_actors as actor on actor.event_id = records.event_id
),

-- who makes what a broker lent: the role of these records is the broker's own
brokers as (
    select distinct acted.system, acted.principal
    from acted
    inner join int_links_grant as link on link.event_id = acted.event_id and link.confidence >= 0.8
    where acted.kind <> 'human'
),

placed as (
    select
        acted.*,
        case
            when reported is not null then reported
            when said = 'broker' or is_lending or starts_with(task, 'request:') then 'broker'
            when brokers.principal is not null then 'broker'
            when regexp_matches(actor, '(?i)access.?requests?$') then 'broker'
            when said = 'rule' then 'rule'
            when kind = 'system' or actor_kind_hint = 'system' or (invoked_by is not null and actor_kind_hint is not null) then 'platform'
            -- a person can run the same tool, and so can an account of which nobody says what it is
            when kind = 'workload' and is_pipeline_client(user_agent) then 'pipeline'
            when said = 'pipeline' then 'pipeline'
            when kind = 'workload' then 'workload'
            when kind = 'unknown' and basis = 'unmapped' then 'unknown'
            else 'direct'
        end as path
    from acted
    left join brokers on brokers.system = acted.system and brokers.principal = acted.principal
),

-- entitlements with a way of their own: brokered grants of them, and what is asked for in a system that lends access
governed as (
    select
        system,
        lower(entitlement) as entitlement,
        lower(resource) as resource,
        coalesce(person, actor, system) as broker,
        -- a request and what was lent for it are one proof
        case when starts_with(task, 'request:') then task else event_id end as proof
    from placed
    where path = 'broker' and entitlement is not null
    union all
    select task.connector, lower(entitlement.item), lower(scope.item), task.connector, task.task
    from stg_tasks as task
    inner join (select system from fct_systems where class = 'iam') as iam on iam.system = task.connector
    cross join unnest(task.scope_entitlements) as entitlement (item)
    left join unnest(task.scope) as scope (item) on true
    where task.kind in ('request', 'grant')
),

ways as (
    -- the same name in another system is another entitlement, unless the place is the same; a request that names no place counts, but less
    select
        placed.event_id,
        count(distinct governed.proof) filter (
            where governed.resource = lower(placed.resource)
                or (governed.system = placed.system and (governed.resource is null or placed.resource is null))
        ) as here,
        count(distinct governed.proof) as anywhere,
        min(governed.broker) as broker
    from placed
    inner join governed on governed.entitlement = lower(placed.entitlement)
    where placed.path not in ('broker', 'platform', 'rule')
        and (governed.system = placed.system or governed.resource is null or coalesce(governed.resource = lower(placed.resource), false))
    group by placed.event_id
),

-- a record by which the product itself reports a grant beside its way, and the grant it reports
reported as (
    select report.event_id as report_event_id, arg_min(grant_record.event_id, abs(epoch_us(grant_record.lo) - epoch_us(report.lo))) as grant_event_id
    from placed as report
    inner join placed as grant_record
        on grant_record.system = report.system and grant_record.entitlement = report.entitlement
        and grant_record.subject is not distinct from report.subject
    where report.reported is not null and grant_record.reported is null and grant_record.path not in ('broker', 'rule')
        and abs(epoch_us(grant_record.lo) - epoch_us(report.lo)) <= 600000000
    group by report.event_id
)

select
    placed.event_id as grant_event_id,
    placed.system,
    placed.operation,
    placed.occurred_at,
    placed.identity,
    coalesce(placed.person, placed.actor) as person,
    placed.basis,
    placed.subject,
    placed.entitlement,
    placed.resource,
    placed.path,
    report.report_event_id,
    coalesce(ways.here, 0) as brokered_here,
    coalesce(ways.anywhere, 0) as brokered_anywhere,
    ways.broker
from placed
left join ways on ways.event_id = placed.event_id
left join (select grant_event_id, min(report_event_id) as report_event_id from reported group by grant_event_id) as report
    on report.grant_event_id = placed.event_id
anti join reported as told on told.report_event_id = placed.event_id
where not placed.is_lending or placed.event_id in (select event_id from int_controlled)
