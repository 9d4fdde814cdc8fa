-- grain: one row per two identities that were compared and may be one, with the weight of the evidence and what was made of it
-- Weight in bits: the prior, the weights of the levels, and what the rarity of the very values adds. `merge` asks for a confidence of
-- $merge_confidence and for three bits more than anybody else who cannot be the same; `review` is for somebody who knows to settle; vetoes hold
-- at any weight.

with priced as (
    -- few patterns, many pairs
    select pattern.pattern, sum(weight.bits) as bits
    from (select distinct pattern from int_pairs where rules > 0) as pattern
    inner join cfg_linkage_weights as weight on substr(pattern.pattern, weight.place, 1) = weight.level
    group by pattern.pattern
),

name_weights as (
    select level, bits, m, u from cfg_linkage_weights where comparison = 'name'
),

handle_weights as (
    select level, bits, m, u from cfg_linkage_weights where comparison = 'handle'
),

weighed as (
    select
        pair.*,
        prior.bits as prior_bits,
        priced.bits as level_bits,
        least(
            pair.name_bits,
            -- people of one name in one directory: the name is as common as they show
            case when pair.namesakes > 0 then log2(name_weight.u * size.profiles / pair.namesakes) else pair.name_bits end
        ) as name_adjustment,
        case
            when handle_weight.level in ('5', '3', '2')
            then greatest(-8, least(8, log2(handle_weight.u * size.profiles / (greatest(coalesce(pair.bearers, 2) - 2, 0) + 0.5))))
            else 0
        end as handle_adjustment
    from int_pairs as pair
    inner join priced on priced.pattern = pair.pattern
    cross join cfg_linkage_prior as prior
    cross join (select count(*) as profiles from int_profiles) as size
    left join name_weights as name_weight on name_weight.level = substr(pair.pattern, 1, 1)
    left join handle_weights as handle_weight on handle_weight.level = substr(pair.pattern, 2, 1)
    where pair.rules > 0
),

summed as (
    select
        * exclude (rules),
        prior_bits + level_bits + name_adjustment + handle_adjustment + title_bits + department_bits + location_bits as weight
    from weighed
),

likely as (
    select *, 1 / (1 + pow(2, -weight)) as confidence
    from summed
    where 1 / (1 + pow(2, -weight)) >= $review_confidence
),

-- who else might be the counterpart in the same directory: at most one of them is
sides as (
    select a as profile, b as other, unnest(directories) as directory, weight
    from likely
    inner join int_profiles on int_profiles.profile = likely.b
    where veto is null
    union all
    select b, a, unnest(directories), weight
    from likely
    inner join int_profiles on int_profiles.profile = likely.a
    where veto is null
),

rivals as (
    select profile, other, max(best_other) as rival_weight
    from (
        select
            profile,
            other,
            case
                when row_number() over by_weight = 1 then lead(weight) over by_weight
                else first_value(weight) over by_weight
            end as best_other
        from sides
        window by_weight as (partition by profile, directory order by weight desc, other)
    )
    group by profile, other
),

margins as (
    select least(profile, other) as a, greatest(profile, other) as b, max(rival_weight) as rival_weight
    from rivals
    group by all
)

select
    likely.*,
    margins.rival_weight,
    case
        when likely.veto is not null then 'apart'
        when likely.confidence >= $merge_confidence and coalesce(likely.weight - margins.rival_weight >= 3, true) then 'merge'
        else 'review'
    end as decision
from likely
left join margins on margins.a = likely.a and margins.b = likely.b
