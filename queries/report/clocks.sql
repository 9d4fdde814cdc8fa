-- grain: one row per two systems of which one is known to follow the other
-- What the records say of how far two clocks are apart, contradictions first.

select
    system_a,
    system_b,
    pairs,
    contradictions,
    offset_least_us,
    offset_most_us,
    coalesce(tolerance_us, skew_tolerance_us) as tolerance_us,
    tolerance_us is not null as is_contradicted
from fct_clocks
cross join (select skew_tolerance_us from fct_settings) as settings
where pairs > 0
order by tolerance_us is null, system_a, system_b
