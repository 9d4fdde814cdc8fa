-- rule: R42
-- slug: nhi-cross-environment
-- title: One machine identity in production and elsewhere
-- severity: medium
-- grain: one row per account of a machine, with its long-lived keys and what they opened
-- question: Which machine identities work both in production and outside of it, or for applications that have nothing to do with each other?
-- why: Whoever takes the key from the test system then stands in production; what one application leaks opens the other.
-- misses: Two keys of one machine whose accounts nothing ties together; copies of a key in systems that were not exported.
-- false-positives: Scanners and pipelines that are meant to work everywhere and are not listed.
-- remedy: Give each environment and each application an identity of its own.
-- needs: execution
-- param: everywhere = none — accounts and machines that may work everywhere, such as scanners and the pipeline: names with commas between them, * for anything [J]
-- param: production_places = none — accounts, projects and clusters that are production, beside those whose names say so [J]
-- param: other_places = none — those that are not production, beside those whose names say so [J]
-- ref: RULES.md B.5 R42; OWASP NHI8, NHI9

-- A place is production or not by its name, its label or a parameter. A place that says nothing may be either: then nobody can tell.

with places as (
    select
        *,
        concat_ws(' ', account, label) as place,
        case
            when is_listed(account, $production_places) then 'production'
            when is_listed(account, $other_places) then 'other'
            else environment
        end as side
    from fct_environment_uses
),

machines as (
    select
        principal,
        min(person) as person,
        min(kind) as kind,
        max(basis) as basis,
        min(system) as system,
        count(*) as places,
        string_agg(distinct coalesce(account_names || ' ', '') || place, ', ') filter (where side = 'production') as production,
        string_agg(distinct coalesce(account_names || ' ', '') || place, ', ') filter (where side = 'other') as others,
        string_agg(distinct coalesce(nullif(place, ''), 'an unnamed place of ' || system), ', ') filter (where side is null) as unlabelled,
        bool_and(coalesce(is_by_thing, false)) filter (where side = 'production') or bool_and(coalesce(is_by_thing, false)) filter (where side = 'other') as is_by_thing,
        count(distinct place) filter (where side is null and place <> '') as unknown_places,
        list_sort(list_distinct(flatten(list(workers) filter (where workers is not null)))) as workers,
        list_sort(list_distinct(flatten(list(lasting_credentials) filter (where lasting_credentials is not null)))) as lasting_credentials,
        sum(uses)::bigint as uses,
        min(first_at) as first_at,
        max(last_at) as last_at,
        -- where it was first seen on either side
        greatest(min(first_at) filter (where side = 'production'), min(first_at) filter (where side = 'other')) as crossed_at,
        flatten(list(event_ids order by first_at, place)) as event_ids
    from places
    group by principal
),

judged as (
    select
        *,
        case
            when is_listed(principal, $everywhere) or is_listed(person, $everywhere) then 'listed'
            when production is not null and others is not null and is_by_thing is not true then 'environments'
            when len(workers) > 1 then 'applications'
            when production is not null and others is not null then 'things'
            when unknown_places > 0 and places > 1 then 'unknown'
            else 'pass'
        end as state
    from machines
)

select
    null::varchar as task,
    person,
    list_concat([principal], lasting_credentials) as identities,
    coalesce(crossed_at, first_at) as occurred_at,
    case state when 'environments' then 'gap' when 'applications' then 'gap' when 'things' then 'lead' when 'unknown' then 'insufficient' else 'pass' end as verdict,
    case when state in ('environments', 'applications') then state when state = 'things' then 'environments' end as sub,
    null::varchar as severity,
    case state when 'things' then 0.6 else 1.0 end::double as confidence,
    case when state in ('environments', 'applications') then basis end as basis,
    case when state = 'unknown' then 'structural' end as reason,
    case when state = 'unknown' then 'which of ' || unlabelled || ' are production: parameters R42.production_places and R42.other_places, or a label on the source' end as needs,
    principal || case when person = principal then '' else ' (' || person || ')' end || case state
        when 'environments' then ' works in production (' || production || ') and elsewhere (' || others || '): ' || counted(uses, 'record', 'records') || ' from ' || utc(first_at) || ' to ' || utc(last_at)
            || case when len(lasting_credentials) > 0 then ', with the key ' || array_to_string(lasting_credentials, ', ') else '' end || '.'
        when 'things' then ' works on things that are production by their own names only (' || production || ') and on others that are not (' || others || '): ' || counted(uses, 'record', 'records') || ' from '
            || utc(first_at) || ' to ' || utc(last_at) || '.'
        when 'applications' then ' opens the sessions of ' || array_to_string(workers, ', ') || ', which are different machines: ' || counted(uses, 'record', 'records') || ' from '
            || utc(first_at) || ' to ' || utc(last_at) || '.'
        when 'unknown' then ' works in ' || places || ' places, and which of them are production is not known for ' || unlabelled || '.'
        when 'listed' then ' may work everywhere, says the configuration.'
        else ' works in ' || coalesce(nullif(concat_ws(', ', production, others, nullif(unlabelled, '')), ''), 'one place') || ' only.'
    end as message,
    event_ids
from judged
order by occurred_at, principal
