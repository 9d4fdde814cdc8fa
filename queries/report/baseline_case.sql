-- grain: one row, of the case that this one was compared with
-- The folder as it was named, and the hash of its manifest, which names everything in it.

select
    folder,
    sha256
from baseline_case
