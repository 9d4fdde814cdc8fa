-- grain: one row per step of the weighing of a person's accounts against each other and against look-alikes
-- Profiles are persons and accounts as they stood before anybody was recognised by looks.

select
    profile_a,
    profile_b,
    decision,
    veto,
    round(confidence, 4) as confidence,
    words,
    round(bits, 1) as bits
from fct_identity_weights
where profile_a in (select unnest($names::varchar[])) or profile_b in (select unnest($names::varchar[]))
order by fct_identity_weights.confidence desc, profile_a, profile_b, step
