-- grain: one row per alias and address that one record gives together
-- What may merge accounts: an id and an address in one record of a directory or of its log. An address in a session name or a source identity
-- says who acted, not whose account it is; it attributes, and never merges. An account that carried two addresses is one person's who was
-- renamed, unless each address is an account of its own in one other directory: then two people held it in turn, or the records disagree.

with pairs as (
    select alias, unnest(same_as) as other, basis from stg_identities where same_as is not null
),

stated as (
    select alias, email, basis from stg_identities where email is not null
    union all
    select unnest(same_as), email, basis from stg_identities where email is not null and same_as is not null
    union all
    select pairs.other, own.email, pairs.basis
    from pairs
    inner join stg_identities as own on own.alias = pairs.alias and own.email is not null
    union all
    select pairs.alias, own.email, pairs.basis
    from pairs
    inner join stg_identities as own on own.alias = pairs.other and own.email is not null
),

tied as (
    select
        alias,
        email,
        bool_or(basis in ('directory', 'observed')) as is_merging,
        case
            when bool_or(basis = 'directory') then 'directory'
            when bool_or(basis = 'observed') then 'observed'
            else min(basis)
        end as evidence
    from stated
    where not starts_with(alias, 'email:')
    group by alias, email
),

renamed as (
    select alias, email from tied where is_merging and alias in (select alias from tied where is_merging group by alias having count(*) > 1)
),

single as (
    select alias, split_part(alias, ':', 1) as directory, email
    from tied
    where is_merging and email in (select email from renamed) and alias not in (select alias from renamed)
),

contested as (
    select distinct a.alias
    from renamed as a
    inner join renamed as b on b.alias = a.alias and a.email < b.email
    inner join single as holder_a on holder_a.email = a.email
    inner join single as holder_b on holder_b.email = b.email and holder_b.directory = holder_a.directory and holder_b.alias <> holder_a.alias
)

select tied.*, is_merging and alias in (select alias from contested) as is_contested
from tied
