-- grain: one row per figure that both cases have
-- The trend, in the order reports tell it.

select
    figure,
    part,
    number,
    was_number
from baseline_figures
order by
    list_position(['chains', 'gap', 'lead', 'insufficient', 'excepted', 'unaccounted executions', 'systems', 'since the baseline'], figure),
    list_position(
        ['provable', 'partial', 'unprovable', 'no controlled change', 'critical', 'high', 'medium', 'low', 'info', 'new', 'changed', 'gone', 'resolved', 'persisting'], part
    ) nulls last,
    part
