-- grain: one row per two identities that were compared and may be one, with the weight of the evidence and what was made of it
-- Weight in bits: the prior, the weights of the levels, and what the rarity of the very values adds. As a directory has one account for a person
-- at most, the confidence weighs each candidate against its rivals and against nobody. `merge`: it reaches $merge_confidence; `review`: somebody
-- who knows may settle it; vetoes hold at any weight.

with priced as (
    -- few patterns, many pairs
    select pattern.pattern, sum(weight.bits::decimal(18, 9))::double as bits
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
    select *, pow(2, weight) as odds
    from summed
    where weight >= log2($review_confidence) - 2
),

-- all that might be the counterpart in one directory: at most one of them is, or nobody
sides as (
    select likely.a as profile, likely.b as other, unnest(b.directories) as directory, (least(likely.odds, 1e12) * 1000000)::hugeint as odds
    from likely
    inner join int_profiles as b on b.profile = likely.b
    where likely.veto is null
    union all
    select likely.b, likely.a, unnest(a.directories), (least(likely.odds, 1e12) * 1000000)::hugeint
    from likely
    inner join int_profiles as a on a.profile = likely.a
    where likely.veto is null
),

-- whole numbers of millionths: a sum of floating points would depend on the order of the rows
contested as (
    select sides.profile, sides.other, max((total.odds - sides.odds)::double / 1000000) as rival_odds
    from sides
    inner join (
        select profile, directory, sum(odds) as odds from sides group by profile, directory
    ) as total on total.profile = sides.profile and total.directory = sides.directory
    group by sides.profile, sides.other
),

rivalries as (
    select least(profile, other) as a, greatest(profile, other) as b, max(rival_odds) as rival_odds
    from contested
    group by all
),

rivalled as (
    select likely.*, coalesce(rivalries.rival_odds, 0) as rival_odds
    from likely
    left join rivalries on rivalries.a = likely.a and rivalries.b = likely.b
),

-- accounts that show a full name and that nobody is known behind: how many of a directory's have no counterpart anywhere, as the pairs tell
strangers as (
    select directory, 1 - (sum(likeness::decimal(18, 9))::double + 1) / (count(*) + 2) as nobody
    from (
        select
            account.profile,
            unnest(any_value(account.directories)) as directory,
            coalesce(max(rivalled.odds / (rivalled.odds + 0.5 + rivalled.rival_odds)), 0) as likeness
        from int_profiles as account
        left join (
            select a as profile, odds, rival_odds from rivalled where veto is null
            union all
            select b, odds, rival_odds from rivalled where veto is null
        ) as rivalled on rivalled.profile = account.profile
        where account.given is not null and not account.is_named and not contains(account.profile, '@')
            and coalesce(account.kind, 'human') = 'human'
        group by account.profile
    )
    group by directory
),

loners as (
    select profile, greatest(0.02, max(strangers.nobody)) as nobody
    from (
        select profile, unnest(directories) as directory from int_profiles where not is_named and not contains(profile, '@')
    ) as account
    inner join strangers on strangers.directory = account.directory
    group by profile
),

judged as (
    select
        rivalled.* exclude (odds),
        - log2(coalesce(greatest(a.nobody, b.nobody), 0.5) + rivalled.rival_odds) as exclusion_bits,
        odds / (odds + coalesce(greatest(a.nobody, b.nobody), 0.5) + rivalled.rival_odds) as confidence
    from rivalled
    left join loners as a on a.profile = rivalled.a
    left join loners as b on b.profile = rivalled.b
)

select
    *,
    case
        when veto is not null then 'apart'
        when confidence >= $merge_confidence then 'merge'
        else 'review'
    end as decision
from judged
where confidence >= $review_confidence
