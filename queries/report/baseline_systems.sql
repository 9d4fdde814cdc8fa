-- grain: one row per system that either case knows
-- Systems of which less is seen than before come first.

select
    system,
    class,
    is_supplied,
    was_supplied,
    covers_from,
    was_covers_from,
    covers_to,
    was_covers_to,
    records,
    was_records,
    rejected,
    was_rejected,
    holes,
    was_holes,
    leaves_out,
    was_leaves_out,
    sees_less,
    sees_more,
    seen
from baseline_systems
order by list_position(['less', 'other', 'more', 'same'], seen), class, system
