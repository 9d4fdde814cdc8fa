-- grain: one row per system that is supplied, or known to exist though it was not supplied
-- A log that nobody exported cannot be missed unless we know it is there: the configuration declares it, the mapping file names its accounts,
-- or records point at items of it that no export holds.

with supplied as (
    select
        connector as system,
        min(system_class) as class,
        min(coalesce(covers_from, first_event_at)) as covers_from,
        max(coalesce(covers_to, last_event_at)) as covers_to,
        max(lag_us) as lag_us,
        sum(records_read)::bigint as records,
        sum(records_used)::bigint as used,
        sum(records_rejected)::bigint as rejected,
        count(*) as files,
        list_sort(list_distinct(flatten(list(leaves_out) filter (where leaves_out is not null)))) as leaves_out,
        bool_or(covers_from is not null or covers_to is not null) as is_cover_declared
    from stg_sources
    where connector is not null and records_read > 0
    group by connector
),

project_keys as (
    select distinct split_part(split_part(upper(ref), ':', 2), '-', 1) as project
    from int_object_keys
    where starts_with(ref, 'TICKET:')
),

unresolved as (
    select
        ref.ref,
        ref.event_id,
        ref.origin,
        event.system as named_by,
        split_part(lower(ref.ref), ':', 1) as kind,
        split_part(split_part(upper(ref.ref), ':', 2), '-', 1) as project
    from int_event_refs as ref
    inner join stg_events as event on event.event_id = ref.event_id
    where ref.object is null and ref.origin <> 'record'
),

-- a prefix may be shared by several products' connectors: if any of them is supplied nothing is missing, else the one named like it stands for all
alias_homes as (
    select prefix, min_by(connector, case when connector = prefix then '0' when starts_with(connector, prefix || '-') then '1' else '2' end || connector) as connector
    from (select connector, unnest(aliases) as prefix from cfg_connectors)
    group by prefix
    having count(*) filter (where connector in (select system from supplied)) = 0
),

ref_homes as (
    select prefix, min(connector) as connector
    from (select connector, lower(unnest(refs)) as prefix from cfg_connectors)
    group by prefix
    having count(*) filter (where connector in (select system from supplied)) = 0
),

pointed_at as (
    -- keys of a ticket project that no export holds: one the configuration names, one that fields made for ticket numbers name, or one that
    -- tags of two systems agree on. A session called build-12 makes no tracker.
    select
        catalog.connector as system,
        unresolved.project,
        count(distinct unresolved.ref) as refs
    from unresolved
    inner join cfg_connectors as catalog on list_contains(catalog.refs, 'ticket')
    where unresolved.kind = 'ticket' and contains(unresolved.ref, '-') and unresolved.project not in (select project from project_keys)
    group by catalog.connector, unresolved.project
    having list_contains($tracker_projects::varchar[], unresolved.project)
        or count(distinct unresolved.ref) filter (where unresolved.origin = 'field') >= 3
        or (count(distinct unresolved.ref) filter (where unresolved.origin in ('field', 'tag')) >= 3
            and count(distinct unresolved.named_by) filter (where unresolved.origin in ('field', 'tag')) >= 2)
    union all
    -- numbers and ids of other products
    select
        ref_homes.connector,
        null,
        count(distinct unresolved.ref)
    from unresolved
    inner join ref_homes on ref_homes.prefix <> 'ticket' and starts_with(lower(unresolved.ref), ref_homes.prefix)
    group by ref_homes.connector
    having count(distinct unresolved.ref) >= 3
),

hints as (
    select connector as system, null as project, 'the configuration declares it' as how_known, 1 as strength
    from cfg_declared_sources
    where connector is not null
    union all
    select distinct alias_homes.connector, null, 'identities.csv names its accounts', 2
    from ref_identities as ref
    inner join alias_homes on alias_homes.prefix = lower(split_part(ref.alias, ':', 1))
    union all
    select system, project, refs || ' references to records of ' || coalesce('project ' || project, 'it') || ' that no export holds', 3
    from pointed_at
),

missing as (
    select
        hints.system,
        list_sort(list(distinct hints.project) filter (where hints.project is not null)) as projects,
        min_by(hints.how_known, by_weight(hints.strength, hints.how_known)) as how_known
    from hints
    left join supplied on supplied.system = hints.system
    where supplied.system is null or hints.project is not null
    group by hints.system
)

select
    supplied.system,
    supplied.class,
    true as is_supplied,
    'supplied' as how_known,
    supplied.covers_from,
    supplied.covers_to,
    supplied.is_cover_declared,
    supplied.files,
    supplied.records,
    supplied.used,
    supplied.rejected,
    case when supplied.records = 0 then 0 else supplied.rejected / supplied.records::double end as reject_share,
    supplied.lag_us / 1000000 as lag_seconds,
    supplied.leaves_out,
    catalog.holds,
    len(catalog.refs) > 0 as has_items,
    null::varchar[] as projects,
    null as needs
from supplied
left join cfg_connectors as catalog on catalog.connector = supplied.system

union all

select
    missing.system,
    catalog.class,
    false,
    missing.how_known,
    null,
    null,
    false,
    0,
    0,
    0,
    0,
    0,
    catalog.lag_seconds,
    null,
    catalog.holds,
    len(catalog.refs) > 0,
    missing.projects,
    catalog.export_name || case when len(missing.projects) > 0 then ' of project ' || array_to_string(missing.projects, ', ') else '' end
from missing
inner join cfg_connectors as catalog on catalog.connector = missing.system
