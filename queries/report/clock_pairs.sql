-- grain: one row per two systems of a list
-- How far their clocks are taken to be apart; no pairs: the general tolerance, for want of records that follow each other.

with named as (
    select distinct unnest($systems::varchar[]) as system
)

select
    a.system as system_a,
    b.system as system_b,
    coalesce(clock.pairs, 0) as pairs,
    coalesce(clock.contradictions, 0) as contradictions,
    clock.offset_least_us,
    clock.offset_most_us,
    coalesce(clock.tolerance_us, settings.skew_tolerance_us) as tolerance_us,
    clock.tolerance_us is not null as is_contradicted
from named as a
inner join named as b on a.system < b.system
cross join fct_settings as settings
left join fct_clocks as clock on clock.system_a = a.system and clock.system_b = b.system
order by a.system, b.system
