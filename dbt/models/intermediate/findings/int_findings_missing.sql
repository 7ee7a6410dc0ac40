{{ config(materialized='view') }}

select
    identified.finding_id,
    cast(null as string) as report_id,
    cast(null as string) as document,
    missing.agency_id,
    missing.agency,
    missing.region_code,
    missing.year,
    missing.rule,
    rules.title,
    rules.severity,
    cast(null as integer) as section,
    missing.scope,
    cast(null as string) as scope_label,
    missing.reported,
    missing.computed,
    missing.reported - missing.computed as difference,
    missing.message,
    rules.basis,
    rules.remedy,
    cast(null as string) as item,
    cast(null as string) as measure,
    cast(null as string) as row_label,
    cast(null as string) as column_label,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    false as is_suspect,
    cast(null as decimal(38, 8)) as expected,
    cast(null as string) as reread,
    false as is_doubtful,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    cast(null as integer) as page_number,
    cast(null as integer) as line_number,
    settled.first_seen,
    settled.last_seen,
    identified.is_last as is_latest,
    settled.state,
    settled.is_lapsed,
    settled.decision,
    settled.reason as state_reason,
    settled.decided_by,
    settled.decided_on,
    settled.corrected_by,
    settled.corrected_in
from {{ ref('int_filings_worded') }} as missing
inner join {{ ref('int_findings_identified') }} as identified
    on
        identified.report_id is null
        and missing.agency_id = identified.agency_id
        and missing.year = identified.year
        and missing.rule = identified.rule
inner join {{ ref('int_findings_settled') }} as settled
    on identified.finding_id = settled.finding_id
inner join {{ ref('int_rules') }} as rules
    on missing.rule = rules.rule
