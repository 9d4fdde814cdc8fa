-- Functions that put times of several systems in order. They read fct_settings and fct_clocks, so they are made once these are there.

-- microseconds by which the clocks of two systems may differ: none within one system; between two what their records show (fct_clocks), else the
-- tolerance
create or replace macro skew_us(a_system, b_system) as (
    case
        when a_system = b_system then 0
        else coalesce(
            list_extract(
                (select list(tolerance_us order by system_a, system_b) from fct_clocks where tolerance_us is not null),
                list_position(
                    (select list(system_a || '>' || system_b order by system_a, system_b) from fct_clocks where tolerance_us is not null),
                    least(a_system, b_system) || '>' || greatest(a_system, b_system)
                )
            ),
            (select skew_tolerance_us from fct_settings)
        )
    end
);

-- order of two intervals: true when a certainly ends before b starts, false when b certainly ends before a starts, null when the clocks cannot tell
create or replace macro is_before(a_lo, a_hi, a_system, b_lo, b_hi, b_system) as (
    case
        when epoch_us(a_hi) + skew_us(a_system, b_system) <= epoch_us(b_lo) then true
        when epoch_us(b_hi) + skew_us(a_system, b_system) <= epoch_us(a_lo) then false
    end
);
