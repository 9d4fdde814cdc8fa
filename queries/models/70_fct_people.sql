-- grain: one row per person and statement about what they are, where they belong and whom they report to
-- A row of people.csv holds from its active_from to its active_to. A directory says only what is so on the day of its export (known_at), and is asked
-- only about people whom people.csv does not know.

select
    ref.person,
    ref.title,
    ref.team,
    coalesce(superior.person, ref.manager) as manager,
    ref.active_from as from_at,
    ref.active_to as to_at,
    case when ref.active_from is null then settings.as_of end as known_at,
    'authoritative' as basis,
    'people.csv' as source
from ref_people as ref
left join (select distinct person from ref_people) as superior on lower(superior.person) = lower(ref.manager)
cross join fct_settings as settings
union all
select distinct
    person.person,
    statement.title,
    coalesce(statement.attributes ->> '$.department', statement.attributes ->> '$.team') as team,
    superior.person as manager,
    null::timestamptz as from_at,
    null::timestamptz as to_at,
    coalesce(source.covers_to, source.last_event_at, settings.as_of) as known_at,
    weaker.basis,
    statement.connector as source
from stg_identities as statement
inner join int_alias_persons as person on person.alias = statement.alias and person.basis <> 'unmapped'
left join stg_sources as source on source.source_id = statement.source_id
cross join fct_settings as settings
left join int_alias_persons as superior
    on superior.alias = statement.manager
    and superior.valid_from <= coalesce(source.covers_to, source.last_event_at, settings.as_of)
    and superior.valid_to > coalesce(source.covers_to, source.last_event_at, settings.as_of)
cross join lateral (
    select case when superior.basis in ('heuristic', 'unmapped') then superior.basis else person.basis end as basis
) as weaker
where statement.basis = 'directory'
    and (statement.manager is not null or statement.title is not null or (statement.attributes ->> '$.department') is not null)
    and person.person not in (select person from ref_people)
