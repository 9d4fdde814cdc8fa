-- grain: one row per person: the human or non-human behind several accounts
-- With what we know it by, and what the sources say it is.

with named as (
    select alias, min(display_name) as display_name from stg_identities where display_name is not null group by alias
)

select
    person.person,
    min(person.kind) as kind,
    min(person.kind_evidence) as kind_evidence,
    list(person.alias order by person.alias, person.valid_from) as aliases,
    list(person.basis order by person.alias, person.valid_from) as bases,
    list(person.evidence order by person.alias, person.valid_from) as evidences,
    coalesce(min(ref.display_name), min(named.display_name)) as display_name,
    list_sort(list_distinct(flatten(list(email.conflicting_persons) filter (where email.conflicting_persons is not null)))) as conflicts
from int_alias_persons as person
left join named on named.alias = person.alias
left join int_email_persons as email on person.alias = 'email:' || email.email
left join ref_people as ref on ref.person = person.person
where person.basis <> 'unmapped' or person.alias in (select alias from stg_identities)
    or person.alias in (select identity from fct_executions where basis = 'unmapped')
group by person.person
