-- grain: one row per person or non-human identity
-- Who is behind which accounts, and why we believe it.

select
    person,
    kind,
    kind_evidence,
    display_name,
    aliases,
    bases,
    conflicts
from fct_identities
order by kind, person
