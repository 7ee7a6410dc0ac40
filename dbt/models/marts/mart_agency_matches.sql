select
    agency_id,
    name,
    other_agency_id,
    other_name,
    reason,
    score
from {{ ref('int_agency_matches') }}
