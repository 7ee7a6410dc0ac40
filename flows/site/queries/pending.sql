-- The first findings of a year on which nobody has decided yet, ten of every severity, level and type of agency: whatever
-- the front page is asked for in the whole country, its first ten are among them.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year),

firsts as (
    select findings.*, places.region_id, places.level, places.agency_type
    from marts.fct_findings as findings
    left join places using (agency_id, year)
    where findings.is_latest is not false and not findings.is_doubtful and findings.state = 'open'
    qualify row_number() over (partition by matter_id order by findings.severity, findings.is_suspect desc, finding_id) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by year, severity, level, agency_type
            order by report_id is null, first_seen desc, agency, finding_id
        ) as place
    from firsts
)

select
    coalesce(cast(year as varchar), 'unknown') as key, finding_id, matter_id, agency_id, agency, year, region_id, level,
    agency_type, report_id, failure, severity, state, section, row_label, column_label, scope_label,
    reported, computed, first_seen
from ranked
where place <= 10
order by key, severity, place, finding_id
