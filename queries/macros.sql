-- Functions that models and rules share. One file per engine: these are DuckDB's.

-- whether the interval that ends at a_hi is certainly before the one that starts at b_lo; null when the clocks cannot tell
create or replace macro is_before(a_hi, a_system, b_lo, b_system) as (
    case
        when a_hi is null or b_lo is null then null
        when epoch_us(b_lo) - epoch_us(a_hi) > skew_us(a_system, b_system) then true
        when epoch_us(a_hi) - epoch_us(b_lo) >= skew_us(a_system, b_system) then false
    end
);
