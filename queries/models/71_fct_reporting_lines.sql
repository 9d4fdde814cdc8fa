-- grain: one row per person, superior of any rank, and interval in which the one reported to the other
-- The manager chain, as far up as statements lead. known_at: the oldest day on which one of them was only seen; null where each says for how long it holds.

with recursive steps as (
    select distinct
        person,
        manager,
        coalesce(from_at, timestamptz '0001-01-01 00:00:00+00') as from_at,
        coalesce(to_at, timestamptz '9999-12-31 00:00:00+00') as to_at,
        known_at,
        basis
    from fct_people
    where manager is not null and manager <> person
),

lines as (
    select person, manager as superior, 1 as depth, from_at, to_at, known_at, basis, [person, manager] as path from steps
    union all
    select
        lines.person,
        steps.manager,
        lines.depth + 1,
        greatest(lines.from_at, steps.from_at),
        least(lines.to_at, steps.to_at),
        least(lines.known_at, steps.known_at),
        case when steps.basis = 'authoritative' then lines.basis else steps.basis end,
        list_append(lines.path, steps.manager)
    from lines
    inner join steps on steps.person = lines.superior
    where lines.depth < 12 and not list_contains(lines.path, steps.manager)
        and greatest(lines.from_at, steps.from_at) < least(lines.to_at, steps.to_at)
)

select person, superior, depth, from_at, to_at, known_at, basis, path
from lines
