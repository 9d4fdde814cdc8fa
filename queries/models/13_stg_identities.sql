-- grain: one row per distinct statement about an account
-- Addresses are compared in lower case; the first record that makes a statement stands for its repetitions.

select * exclude (rank)
from (
    select
        * replace (lower(email) as email),
        row_number() over (
            partition by alias, lower(email), display_name, basis, kind_hint, status
            order by source_id, record_no
        ) as rank
    from raw_identities
)
where rank = 1
