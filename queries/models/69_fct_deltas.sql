-- grain: one row per effective execution that changes what somebody may do
-- What was there before, what came of it, and how that is known: the record tells both states or the difference, or the state before can be replayed
-- from a list, or from the change before it, under a log without a hole. A list of all that is held now (`running_total`) tells no difference.

with done as (
    select distinct event_id, system, operation, change_class, subject, subject_person, entitlement, resource, change, lo, hi
    from fct_executions
    where is_effective and is_platform is not true and change_class in ('priv_grant', 'priv_removal', 'trust_policy')
),

told as materialized (
    select
        done.*,
        event.before,
        event.after,
        event.issued_expires_at as expires_at,
        -- its records tell what was asked of an interface, never what it found
        catalog.states_before is not distinct from false as is_call_log,
        coalesce(json_extract_string(event.attributes, '$.running_total') = 'true', false) as keeps_total,
        done.entitlement is null and done.change = 'add' and event.after is not null and keeps_total as is_total
    from done
    inner join stg_events as event on event.event_id = done.event_id
    left join cfg_connectors as catalog on catalog.connector = done.system
),

totals as (
    -- a removal in between, which lists nothing, makes the next total a list without a predecessor
    select
        event_id,
        lag(after) over in_time as before,
        lag(lo) over in_time as known_lo
    from told
    where keeps_total and subject is not null
    window in_time as (partition by system, subject order by lo, event_id)
),

listed as (
    select distinct coalesce(person, subject) as holder, realm, lo from int_entitlement_records where says = 'listed'
),

known as (
    -- the last moment at which the records show what was held of this
    select own.event_id, max(own.directory) as directory, max(own.place) as place, max(greatest(state.said_before_lo, listed.lo)) as known_lo
    from int_entitlement_records as own
    left join int_entitlement_states as state on state.event_id = own.event_id and state.holding = own.holding
    left join (
        select own.event_id, max(listed.lo) as lo
        from int_entitlement_records as own
        inner join listed on listed.holder = coalesce(own.person, own.subject) and listed.realm = own.realm and listed.lo < own.lo
        where own.event_id is not null
        group by own.event_id
    ) as listed on listed.event_id = own.event_id
    where own.event_id is not null
    group by own.event_id
),

spans as (
    select
        told.*,
        case when told.is_total then totals.before end as total_before,
        coalesce(case when told.is_total then totals.known_lo end, known.known_lo) as known_lo,
        log.covers_from,
        log.is_filtered
    from told
    left join totals on totals.event_id = told.event_id
    left join known on known.event_id = told.event_id
    left join int_entitlement_logs as log on log.directory = known.directory and log.place = known.place and log.system = told.system
),

holed as (
    select spans.event_id, min(hole.reason) as reason
    from spans
    inner join int_holes as hole on hole.system = spans.system and hole.from_at < spans.lo and hole.to_at > spans.known_lo
    where spans.known_lo is not null
    group by spans.event_id
),

judged as (
    select
        spans.*,
        case
            when spans.known_lo is null then null
            when spans.covers_from > spans.known_lo then 'window'
            when holed.reason is not null then holed.reason
            when spans.is_filtered then 'filtered'
        end as obstacle,
        spans.before is not null
            -- a log of changes, or a difference within a log of calls, says what was added or taken
            or (spans.change in ('add', 'remove') and spans.entitlement is not null
                and (not spans.is_call_log or json_extract_string(spans.after, '$.member') is not null))
            as is_told
    from (
        select * replace (case when starts_with(after, '{') and json_valid(after) then after end as after), after as after_text from spans
    ) as spans
    left join holed on holed.event_id = spans.event_id
),

renames as (
    select lower(after_name) as name, min(before_name) as former_name
    from (
        select
            case when json_valid(before) and starts_with(before, '{') then coalesce(json_extract_string(before, '$.name'), json_extract_string(before, '$.displayName')) else before end as before_name,
            case when json_valid(after) and starts_with(after, '{') then coalesce(json_extract_string(after, '$.name'), json_extract_string(after, '$.displayName')) else after end as after_name
        from stg_events
        -- a record that gives a role to somebody also has a before and an after; a rename has nobody who receives
        where before is not null and after is not null and task is null and subject is null and outcome = 'success'
            and regexp_matches(lower(operation), 'rename|(group|role|policy).*(update|profile|change)|update.*(group|role|policy)')
    )
    where before_name is not null and after_name is not null and before_name <> after_name
    group by lower(after_name)
)

select
    judged.event_id,
    judged.system,
    judged.operation,
    judged.change_class,
    judged.subject,
    judged.subject_person,
    coalesce(subject.kind, 'unknown') as subject_kind,
    coalesce(subject.basis, 'unmapped') as subject_basis,
    judged.entitlement,
    judged.resource,
    judged.change,
    judged.lo,
    coalesce(judged.before, judged.total_before) as before,
    judged.after_text as after,
    case
        when judged.is_told then 'record'
        when judged.known_lo is not null and judged.obstacle is null and (not judged.is_total or judged.total_before is not null) then 'replay'
    end as known_by,
    -- what it added, null where that cannot be told
    case
        when judged.entitlement is not null and judged.change in ('add', 'modify') then [judged.entitlement]
        when judged.is_total and judged.total_before is not null and judged.obstacle is null
            then list_filter(held.names, lambda name: not list_contains(held.names_before, name))
    end as added,
    case when judged.is_total then held.names end as held_after,
    case
        when judged.is_told then null
        when judged.is_total and (judged.known_lo is null or judged.total_before is null) then 'structural'
        when judged.known_lo is not null then judged.obstacle
        when judged.is_call_log then 'not_logged_by_product'
        else 'structural'
    end as reason,
    case
        when judged.is_told or (judged.known_lo is not null and judged.obstacle is null and (not judged.is_total or judged.total_before is not null)) then null
        else 'a list of who held what in ' || judged.system || ' before ' || strftime(judged.lo at time zone 'UTC', '%Y-%m-%d %H:%MZ')
            || ' (entitlements.csv will do), and its log without a hole from then on'
    end as needs,
    judged.expires_at,
    -- a policy that allows everything says so in its text; a statement that denies everything allows nothing
    coalesce(len(list_filter(
        policy_statements(judged.after_text),
        lambda statement: json_extract_string(try_cast(statement as json), '$.Effect') is distinct from 'Deny'
            and regexp_matches(statement, '"(Action|NotResource|actions|dataActions|verbs|permissions|includedPermissions)"\s*:\s*(\[[^\]]*)?"(\*|\*:\*)"')
    )) > 0, false)
        or coalesce(contains(judged.entitlement, '*'), false) as is_wildcard,
    renames.former_name
from judged
left join (
    select
        event_id,
        list_transform(string_split(after_text, ','), lambda name: trim(name)) as names,
        list_transform(string_split(coalesce(total_before, ''), ','), lambda name: trim(name)) as names_before
    from judged
    where is_total
) as held on held.event_id = judged.event_id
left join renames on renames.name = lower(judged.entitlement)
left join int_alias_persons as subject on subject.alias = judged.subject and judged.lo >= subject.valid_from and judged.lo < subject.valid_to
