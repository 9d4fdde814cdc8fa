-- grain: one row per person who had left by the cut-off
-- What is said of a person as a whole decides; else every account that a directory tells of.

select state.person, min(state.from_hi) as left_at
from fct_person_states as state
where (state.account is null or state.is_directory) and coalesce(state.from_hi <= make_timestamptz($cutoff_us::bigint), state.from_lo is null)
    and (state.to_at is null or state.to_at > make_timestamptz($cutoff_us::bigint))
group by state.person
having coalesce(bool_and(state.status <> 'active') filter (where state.account is null), bool_and(state.status <> 'active'))
