-- One finding that a later version of its report has corrected, by year.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year)

select
    cast(findings.year as varchar) as key, findings.finding_id, findings.agency_id, findings.agency, findings.year,
    places.region_id, places.level, places.agency_type, findings.report_id, findings.failure,
    findings.severity, findings.section, findings.row_label, findings.column_label, findings.scope_label,
    findings.message, findings.corrected_by, findings.corrected_in
from marts.fct_findings as findings
left join places using (agency_id, year)
where findings.state = 'corrected'
order by key, findings.agency, findings.severity, findings.rule, findings.scope, findings.finding_id
