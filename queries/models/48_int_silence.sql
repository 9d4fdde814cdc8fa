-- grain: one row per stretch of hours in which a system wrote nothing although it should have
-- How unlikely a silence is: for each hour of the day, on working days and at weekends apart, the share of hours in which the system wrote
-- anything; a silence scores the bits of surprise of all its hours together. 20 bits is one chance in a million.

with hourly as (
    select connector as system, date_trunc('hour', occurred_at) as hour, count(*) as events
    from stg_events
    group by 1, 2
),

spans as (
    select system, min(hour) as first_hour, max(hour) as last_hour
    from hourly
    group by system
    having date_diff('hour', min(hour), max(hour)) >= 72
),

clock as (
    select
        spans.system,
        unnest(generate_series(spans.first_hour, spans.last_hour, interval 1 hour)) as hour
    from spans
),

grid as (
    select
        clock.system,
        clock.hour,
        hourly.events is not null as is_active,
        extract(hour from clock.hour) as hour_of_day,
        extract(isodow from clock.hour) >= 6 as is_weekend
    from clock
    left join hourly on hourly.system = clock.system and hourly.hour = clock.hour
),

rates as (
    -- capped, so that no single hour proves more than 5.6 bits; an hour in which the system never writes proves nothing
    select system, hour_of_day, is_weekend, least(sum(is_active::int) / count(*)::double, 0.98) as active_share
    from grid
    group by system, hour_of_day, is_weekend
),

silent as (
    select
        grid.system,
        grid.hour,
        - log2(1 - rates.active_share) as bits,
        grid.hour - to_hours(row_number() over (partition by grid.system order by grid.hour)) as island
    from grid
    inner join rates
        on rates.system = grid.system and rates.hour_of_day = grid.hour_of_day and rates.is_weekend = grid.is_weekend
    where not grid.is_active
),

islands as (
    select
        system,
        min(hour) as from_hour,
        max(hour) + interval 1 hour as to_hour,
        count(*) as hours,
        sum(bits) as bits,
        row_number() over (partition by system order by sum(bits) desc, min(hour)) as place
    from silent
    group by system, island
),

-- bursts make hours depend on each other, so a silence must also stand out among the system's own: three times the fourth longest
usual as (
    select islands.system, max(case when islands.place = 4 then islands.bits else 0 end) as fourth_bits
    from islands
    group by islands.system
),

busy as (
    select system, count(*) as active_hours from grid where is_active group by system
)

select
    islands.system,
    islands.from_hour,
    islands.to_hour,
    islands.hours,
    islands.bits
from islands
inner join usual on usual.system = islands.system
inner join busy on busy.system = islands.system
where islands.bits >= $silence_bits
    and islands.bits > 3 * usual.fourth_bits
    and islands.hours > $silence_min_hours
    and busy.active_hours >= $silence_min_active_hours
