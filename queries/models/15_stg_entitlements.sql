-- grain: one row per subject, entitlement and record of a snapshot
-- Who held what when a system was asked: standing privilege, as its snapshots and lists say it.

select * from raw_entitlements
