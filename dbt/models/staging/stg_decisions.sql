{{ config(materialized='table') }}

select
    finding_id,
    line,
    state,
    reason,
    decided_by,
    decided_on,
    reported,
    computed,
    message
from {{ source('inputs', 'decisions') }}
