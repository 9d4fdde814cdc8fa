-- grain: one row per name that only the baseline has
-- Persons whom findings of an earlier case name, where the case was compared with one.

select distinct
    person as name,
    if(regexp_matches(person, '^[a-z][a-z0-9_]*:'), 'account', 'person') as kind
from baseline_findings
where person is not null
    and person not in (select person from fct_identities)
    and not contains(person, ':role/')
    and not contains(person, ':service/')
order by name
