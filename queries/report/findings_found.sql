-- grain: one row per finding that fits, from the first asked for on
-- Worst first, as everywhere; null asks for anything. `of_all` counts also those that are not given.

with fitting as (
    select
        finding_id,
        row_number() over (
            order by
                list_position(['gap', 'lead', 'insufficient', 'excepted'], verdict),
                list_position(['critical', 'high', 'medium', 'low', 'info'], severity),
                rule,
                occurred_at nulls last,
                finding_id
        ) as place,
        count(*) over () as of_all
    from findings
    where
        ($verdict::varchar is null or verdict = $verdict)
        and ($severity::varchar is null or severity = $severity)
        and ($rule::varchar is null or rule = $rule)
        and ($task::varchar is null or task = $task)
        and ($event::varchar is null or list_contains(event_ids, $event))
        and ($persons::varchar[] is null or list_contains($persons, person))
        and (
            $about::varchar is null
            or contains(lower(concat_ws(' ', person, array_to_string(identities, ' '))), lower($about))
        )
        and ($text::varchar is null or contains(lower(concat_ws(' ', finding_id, task_key, message)), lower($text)))
)

select
    finding_id,
    of_all
from fitting
where place > $skip and place <= $skip + $most
order by place
