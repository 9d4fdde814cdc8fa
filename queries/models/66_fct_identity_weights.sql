-- grain: one row per step of the weighing of two identities that are merged by looks, or that look alike
-- The waterfall: the prior against, each comparison with its bits, the rarity of the very values, and that one directory has no second account for
-- a person. The bits add up to the log odds of the confidence.

with steps as (
    select a, b, 0 as step, 'prior' as comparison, 'any two accounts that may be one person' as words, prior_bits as bits
    from int_pair_weights
    union all
    select shown.a, shown.b, weight.place, weight.comparison, weight.words, weight.bits
    from int_pair_weights as shown
    inner join cfg_linkage_weights as weight on substr(shown.pattern, weight.place, 1) = weight.level
    union all
    select a, b, 20, 'name', 'how common the name is here', name_adjustment from int_pair_weights where name_adjustment <> 0
    union all
    select a, b, 21, 'handle', 'how many could go by the login', handle_adjustment from int_pair_weights where handle_adjustment <> 0
    union all
    select a, b, 22, 'title', 'how common the title is', title_bits from int_pair_weights where title_bits <> 0
    union all
    select a, b, 23, 'department', 'how common the department is', department_bits from int_pair_weights where department_bits <> 0
    union all
    select a, b, 24, 'location', 'how common the place is', location_bits from int_pair_weights where location_bits <> 0
    union all
    select a, b, 25, 'rivals', case when rival_odds > 0 then 'others in the directory fit too' else 'nobody else in the directory fits' end, exclusion_bits
    from int_pair_weights
)

select
    steps.a as profile_a,
    steps.b as profile_b,
    shown.decision,
    shown.veto,
    shown.confidence,
    steps.step,
    steps.comparison,
    steps.words,
    steps.bits
from steps
inner join int_pair_weights as shown on shown.a = steps.a and shown.b = steps.b
