-- One finding of a current report, or of one that is missing; what the list shows, by year and province.
-- Doubts about the reading and what has been corrected are on pages of their own. Of a suspect cell the figures are what
-- it prints and what would mend every sum that it is in. Where no report has the finding, the list has its message too.
with places as (
    select agency_id, year, region_id, province_id, level, agency_type from marts.mart_agency_year
)

select
    concat_ws('-', coalesce(cast(findings.year as varchar), 'unknown'), coalesce(places.province_id, 'unknown')) as key,
    findings.finding_id, findings.matter_id, findings.agency_id, findings.agency, findings.year,
    places.region_id, places.level, places.agency_type, findings.report_id, findings.rule, findings.failure,
    findings.severity, findings.state, findings.section, findings.row_label, findings.column_label,
    findings.scope_label, findings.raw, findings.is_suspect,
    if(findings.is_suspect, findings.value, findings.reported) as reported,
    if(findings.is_suspect, findings.expected, findings.computed) as computed, findings.first_seen,
    if(findings.report_id is null, findings.message, null) as message
from marts.fct_findings as findings
left join places using (agency_id, year)
where findings.is_latest is not false and not findings.is_doubtful and findings.state <> 'corrected'
order by key, findings.severity, findings.agency, findings.section nulls last, findings.rule, findings.scope, findings.finding_id
