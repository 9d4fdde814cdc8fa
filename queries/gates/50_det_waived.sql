-- grain: one row per waiver and open finding it speaks of
-- A waiver names a finding, or a rule and a task, and a person who answers for it. It counts until it expires, as of the case's "now", and only when
-- that person is none of those the finding is about: who asked, for whom, who approved, who executed. Nobody excuses themselves, whatever account
-- they sign with. Of several that count the one that lasts longest answers.

with met as (
    select
        identified.verdict_no,
        identified.task,
        identified.person,
        identified.identities,
        identified.event_ids,
        waiver.waiver_no,
        waiver.approver,
        waiver.reason,
        waiver.expires_at,
        waiver.expires_at <= settings.as_of as is_expired
    from det_identified as identified
    cross join (select coalesce(make_timestamptz($as_of_us::bigint), as_of) as as_of from fct_settings) as settings
    left join fct_tasks as task on task.task = identified.task
    inner join det_waivers as waiver
        on (waiver.rule is null or waiver.rule = identified.rule)
        and (waiver.finding is null or waiver.finding = identified.finding_id)
        and (waiver.task is null or lower(waiver.task) in (lower(identified.task), lower(task.task_key)))
        and (waiver.finding is not null or (waiver.rule is not null and waiver.task is not null))
    where identified.verdict in ('gap', 'insufficient', 'lead') and identified.suppressed_by is null and not identified.is_outside
),

names as (
    select person, kind, lower(person) as name from fct_identities
    union
    select person, kind, lower(unnest(aliases)) from fct_identities
    union
    select person, kind, folded(display_name) from fct_identities where display_name is not null
),

signers as (
    -- the name as it stands counts too: of an account that nothing ties to a person more is not known
    select waiver.waiver_no, lower(waiver.approver) as signer, null as kind from det_waivers as waiver
    union
    select waiver.waiver_no, lower(names.person), names.kind
    from det_waivers as waiver
    inner join names on names.name in (lower(waiver.approver), 'email:' || lower(waiver.approver), folded(waiver.approver))
),

touched as (
    select distinct verdict_no, task, unnest(event_ids) as event_id from met
),

parties as (
    select verdict_no, person as party from met
    union
    select verdict_no, unnest(identities) from met
    union
    select met.verdict_no, unnest([task.requester, task.requester_person, task.beneficiary_person])
    from met
    inner join fct_tasks as task on task.task = met.task
    union
    select met.verdict_no, unnest([approval.person, approval.identity, approval.relayed_person])
    from met
    inner join fct_approvals as approval on approval.task = met.task and approval.decision = 'approved'
    union
    select met.verdict_no, unnest([execution.person, execution.identity, execution.initiator_person, execution.subject_person])
    from met
    inner join fct_executions as execution on execution.task = met.task
    union
    select touched.verdict_no, unnest([execution.person, execution.identity, execution.initiator_person, execution.subject_person])
    from touched
    inner join fct_executions as execution on execution.event_id = touched.event_id
),

self_signed as (
    select distinct met.verdict_no, met.waiver_no
    from met
    inner join signers as signer on signer.waiver_no = met.waiver_no
    inner join parties as party on party.verdict_no = met.verdict_no and lower(party.party) = signer.signer
),

nobodies as (
    select waiver_no from signers group by waiver_no having bool_or(kind in ('agent', 'workload', 'system', 'group'))
),

judged as (
    select
        met.*,
        case
            when met.is_expired then 'expired'
            when self_signed.verdict_no is not null then 'self-signed'
            when nobodies.waiver_no is not null then 'not a person'
            else 'applied'
        end as state
    from met
    left join self_signed on self_signed.verdict_no = met.verdict_no and self_signed.waiver_no = met.waiver_no
    left join nobodies on nobodies.waiver_no = met.waiver_no
)

select
    verdict_no,
    waiver_no,
    approver,
    reason,
    expires_at,
    state,
    state = 'applied' as is_applied,
    row_number() over (partition by verdict_no order by state <> 'applied', expires_at desc, waiver_no) as rank
from judged
