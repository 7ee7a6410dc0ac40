-- One finding that may be due to our own reading, by year.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year)

select
    coalesce(cast(findings.year as varchar), 'unknown') as key,
    findings.finding_id, findings.matter_id, findings.agency_id, findings.agency, findings.year,
    places.region_id, places.level, places.agency_type, findings.report_id, findings.rule, findings.failure,
    findings.severity, findings.is_doubtful, findings.state, findings.section, findings.row_label,
    findings.column_label, findings.scope_label, findings.raw, findings.reported, findings.computed, findings.reread,
    findings.first_seen
from marts.fct_findings as findings
left join places using (agency_id, year)
where findings.is_latest is not false and findings.is_doubtful and findings.state <> 'corrected'
order by key, findings.severity, findings.agency, findings.section nulls last, findings.rule, findings.scope, findings.finding_id
