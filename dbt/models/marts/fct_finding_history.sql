select
    findings.finding_id,
    findings.agency_id,
    findings.agency,
    findings.region_code,
    findings.year,
    findings.report_id,
    findings.document,
    findings.rule,
    findings.title,
    findings.severity,
    findings.scope,
    findings.scope_label,
    findings.reported,
    findings.computed,
    findings.message,
    findings.first_seen,
    findings.last_seen,
    cast(null as date) as gone_since,
    cast(null as string) as gone_because
from {{ ref('fct_findings') }} as findings
where findings.is_latest
union all
select
    logged.finding_id,
    logged.agency_id,
    logged.agency,
    logged.region_code,
    logged.year,
    logged.report_id,
    logged.document,
    logged.rule,
    logged.title,
    logged.severity,
    logged.scope,
    logged.scope_label,
    logged.reported,
    logged.computed,
    logged.message,
    logged.first_seen,
    logged.last_seen,
    gone.gone_since,
    gone.gone_because
from {{ ref('stg_findings_logged') }} as logged
inner join {{ ref('int_findings_gone') }} as gone
    on logged.finding_id = gone.finding_id
