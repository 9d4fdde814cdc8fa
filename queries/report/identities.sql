-- grain: one row per person or non-human identity
-- Who is behind which accounts, and why we believe it; who answers for it, and who shares it.

select
    person,
    kind,
    kind_evidence,
    display_name,
    aliases,
    bases,
    conflicts,
    owner_person,
    owner_evidence,
    shared_by,
    admin_twins
from fct_identities
order by kind, person
