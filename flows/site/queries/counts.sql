-- How many findings of current reports there are, by the bodies' own region, type, severity and state, in a year.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year),

last_build as (select max(last_seen) as day, min(first_seen) as first_day from marts.fct_findings)

select
    coalesce(cast(findings.year as varchar), 'unknown') as key, places.region_id, places.level, places.agency_type,
    findings.severity, findings.state, findings.is_doubtful,
    findings.first_seen = last_build.day and last_build.first_day < last_build.day as is_new,
    count(*) as findings, count(distinct findings.agency_id) as agencies
from marts.fct_findings as findings
cross join last_build
left join places using (agency_id, year)
where findings.is_latest is not false
group by all
order by all
