-- Functions that put times of several systems in order. They read fct_settings and fct_clocks, so they are made once these are there.

-- microseconds by which the clock of b may be ahead of that of a: none within one system; between two what their records show (fct_clocks), else the
-- tolerance
create or replace macro ahead_us(a_system, b_system) as (
    case
        when a_system = b_system then 0
        else coalesce(
            (select map(list(pair order by pair), list(us order by pair)) from (
                select pair, max(us) as us
                from (
                    select unnest([system_a || '>' || system_b, system_b || '>' || system_a]) as pair,
                        unnest([coalesce(b_ahead_us, tolerance_us), coalesce(a_ahead_us, tolerance_us)]) as us
                    from fct_clocks
                )
                where us is not null
                group by pair
            ))[a_system || '>' || b_system],
            (select skew_tolerance_us from fct_settings)
        )
    end
);

-- order of two intervals: true when a certainly ends before b starts, false when b certainly ends before a starts, null when the clocks cannot tell
create or replace macro is_before(a_lo, a_hi, a_system, b_lo, b_hi, b_system) as (
    case
        when epoch_us(a_hi) + ahead_us(a_system, b_system) <= epoch_us(b_lo) then true
        when epoch_us(b_hi) + ahead_us(b_system, a_system) <= epoch_us(a_lo) then false
    end
);
