-- grain: one row per system that is supplied or known to exist
-- What each system covers, and which export would show the ones that are missing.

select
    system,
    class,
    is_supplied,
    how_known,
    covers_from,
    covers_to,
    records,
    used,
    rejected,
    reject_share,
    lag_seconds,
    leaves_out,
    needs
from fct_systems
order by is_supplied desc, class, system
