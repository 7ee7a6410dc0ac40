-- One finding of an earlier build that is gone, by year.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year)

select
    coalesce(cast(gone.year as varchar), 'unknown') as key, gone.finding_id, gone.agency_id, gone.agency, gone.year,
    places.region_id, places.level, places.agency_type, gone.report_id, gone.failure, gone.severity,
    gone.scope_label, gone.message, gone.first_seen, gone.gone_since, gone.gone_because
from marts.fct_finding_history as gone
left join places using (agency_id, year)
where gone.gone_since is not null
order by key, gone.gone_since desc, gone.agency, gone.rule, gone.scope, gone.finding_id
