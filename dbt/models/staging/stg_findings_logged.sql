{{ config(materialized='table') }}

select
    finding_id,
    agency_id,
    agency,
    region_code,
    year,
    report_id,
    document,
    rule,
    title,
    severity,
    scope,
    scope_label,
    reported,
    computed,
    message,
    first_seen,
    last_seen,
    gone_since,
    gone_because
from {{ source('inputs', 'findings') }}
