-- grain: one row per pair of persons that look alike and are not merged
-- For the user to settle in identities.csv: the same local part of an address, or the same shown name. Never merged by that.

with shown as (
    select distinct person.person, lower(trim(statement.display_name)) as name
    from stg_identities as statement
    inner join int_alias_persons as person on person.alias = statement.alias
    where length(trim(statement.display_name)) >= 4 and contains(trim(statement.display_name), ' ')
),

locals as (
    select distinct person, lower(split_part(person, '@', 1)) as name
    from int_alias_persons
    where contains(person, '@')
    union
    select distinct person.person, lower(statement.login)
    from stg_identities as statement
    inner join int_alias_persons as person on person.alias = statement.alias
    where person.basis = 'unmapped' and length(statement.login) >= 3
),

crowded as (
    select name from shown group by name having count(*) > 20
)

select a.person as alias_a, b.person as alias_b, 'the same shown name: ' || a.name as why
from shown as a
inner join shown as b on b.name = a.name and a.person < b.person
where a.name not in (select name from crowded)
union
select a.person, b.person, 'the same login: ' || a.name
from locals as a
inner join locals as b on b.name = a.name and a.person < b.person
