-- grain: one row per step by which two identities were taken for one by their looks, and person they became
-- The waterfall of every merge that no directory states, in bits for and against.

with names as (
    select person, unnest(aliases) as alias from fct_identities
),

called as (
    select person, alias as name from names
    union
    select person, substr(alias, 7) from names where starts_with(alias, 'email:')
    union
    select person, person from fct_identities
)

select distinct
    called.person,
    weight.profile_a,
    weight.profile_b,
    weight.confidence,
    weight.step,
    weight.words,
    weight.bits
from fct_identity_weights as weight
inner join called on called.name = weight.profile_a
where weight.decision = 'merge' and exists (from called as other where other.name = weight.profile_b and other.person = called.person)
order by called.person, weight.profile_a, weight.profile_b, weight.step
