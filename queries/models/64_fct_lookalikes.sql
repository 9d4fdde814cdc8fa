-- grain: one row per pair of persons that look alike and are not merged
-- For the user to settle in identities.csv, the likeliest first: the weight of the evidence in bits, and what kept them apart.

with settled as (
    select profile.profile, min(person.person) as person
    from int_profiles as profile
    inner join int_alias_persons as person on person.alias = profile.aliases[1]
    group by profile.profile
),

apart as (
    select
        least(a.person, b.person) as alias_a,
        greatest(a.person, b.person) as alias_b,
        pair.*
    from int_pair_weights as pair
    inner join settled as a on a.profile = pair.a
    inner join settled as b on b.profile = pair.b
    where a.person <> b.person
)

select
    alias_a,
    alias_b,
    min(concat_ws(
        ', ',
        case when is_admin_twin then 'one login is named after the other' end,
        names.words,
        logins.words,
        case
            when veto is not null then veto
            when rival_odds >= 0.05 then 'others fit as well'
            when decision = 'merge' then 'merging would join two accounts of one directory'
        end
    )) as why,
    max(weight) as weight,
    max(confidence) as confidence
from apart
left join cfg_linkage_weights as names on names.comparison = 'name' and names.level = substr(pattern, 1, 1)
left join cfg_linkage_weights as logins on logins.comparison = 'handle' and logins.level = substr(pattern, 2, 1)
group by alias_a, alias_b
