-- grain: one row per alias and address that one record gives together
-- What may merge accounts: an id and an address in one record of a directory or of its log. An address in a session name or a source identity
-- says who acted, not whose account it is; it attributes, and never merges.

with stated as (
    select alias, email, basis from stg_identities where email is not null
    union all
    select unnest(same_as), email, basis from stg_identities where email is not null and same_as is not null
)

select
    stated.alias,
    stated.email,
    bool_or(stated.basis in ('directory', 'observed')) as is_merging,
    case
        when bool_or(stated.basis = 'directory') then 'directory'
        when bool_or(stated.basis = 'observed') then 'observed'
        else min(stated.basis)
    end as evidence
from stated
where not starts_with(stated.alias, 'email:')
group by stated.alias, stated.email
