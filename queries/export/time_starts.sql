-- grain: one row per stretch of time that holds about as many events as were asked for
-- Where each begins: a long answer is asked for stretch by stretch, for its lists and its order take memory for every event of it.

select distinct epoch_us(occurred_at) as from_us
from (select occurred_at, row_number() over (order by occurred_at) as place from stg_events)
where (place - 1) % $most::bigint = 0
order by from_us
