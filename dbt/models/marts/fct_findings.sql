with decisions as (
    select
        *,
        row_number() over (partition by finding_id order by decided_on desc, line desc) as recency
    from {{ ref('stg_decisions') }}
),

-- A decision is on the last version's finding and applies to all versions.
decided as (
    select
        findings.finding_id,
        corrections.report_id as corrected_by,
        corrections.document as corrected_in,
        decisions.state as decision,
        decisions.reason,
        decisions.decided_by,
        decisions.decided_on,
        -- Where no figures are compared, the decision was on the message.
        decisions.finding_id is not null and (
            decisions.reported is distinct from findings.reported
            or decisions.computed is distinct from findings.computed
            or (findings.reported is null and decisions.message <> findings.message)
        ) as is_lapsed
    from {{ ref('int_findings') }} as findings
    left join {{ ref('int_corrections') }} as corrections
        on
            findings.agency_id = corrections.agency_id
            and findings.year = corrections.year
            and findings.rule = corrections.rule
            and findings.scope = corrections.scope
    left join decisions
        on
            findings.finding_id = decisions.finding_id
            and decisions.recency = 1
    where findings.is_last
)

select
    findings.finding_id,
    findings.matter_id,
    findings.report_id,
    findings.document,
    findings.agency_id,
    findings.agency,
    findings.region_code,
    findings.year,
    findings.rule,
    findings.title,
    findings.failure,
    findings.severity,
    findings.section,
    findings.scope,
    findings.scope_label,
    findings.reported,
    findings.computed,
    findings.reported - findings.computed as difference,
    findings.message,
    findings.basis,
    findings.remedy,
    findings.item,
    findings.measure,
    findings.row_label,
    findings.column_label,
    findings.raw,
    findings.value,
    findings.is_suspect,
    findings.expected,
    findings.reread,
    coalesce(layouts.is_doubtful, false) as is_doubtful,
    findings.table_number,
    findings.row_number,
    findings.column_number,
    findings.page_number,
    findings.line_number,
    coalesce(logged.first_seen, runs.run_on) as first_seen,
    runs.run_on as last_seen,
    findings.is_last as is_latest,
    case
        when decided.corrected_by is not null then 'corrected'
        when decided.is_lapsed then 'open'
        else coalesce(decided.decision, 'open')
    end as state,
    decided.is_lapsed,
    decided.decision,
    decided.reason as state_reason,
    decided.decided_by,
    decided.decided_on,
    decided.corrected_by,
    decided.corrected_in
from {{ ref('int_findings') }} as findings
inner join decided
    on findings.finding_id = decided.finding_id
left join {{ ref('int_layouts') }} as layouts
    on
        findings.layout = layouts.layout
        and findings.rule = layouts.rule
left join {{ ref('stg_findings_logged') }} as logged
    on findings.finding_id = logged.finding_id
left join {{ ref('stg_runs') }} as runs
    on true
