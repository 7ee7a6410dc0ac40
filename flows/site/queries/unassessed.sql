-- For how many reports of a year a rule could not be assessed for one reason, by the bodies' own region, level and type.
with places as (select agency_id, year, region_id, level, agency_type from marts.mart_agency_year)

select
    coalesce(cast(results.year as varchar), 'unknown') as key, results.rule, results.reason,
    coalesce(regions.province_code, 'unknown') as region_id, places.level, places.agency_type,
    count(*) as results, count(distinct reports.report_id) as reports
from marts.fct_rule_results as results
inner join marts.fct_reports as reports using (report_id)
left join places on reports.agency_id = places.agency_id and reports.year = places.year
left join marts.dim_region as regions on results.region_code = regions.code
where results.status = 'not_assessed' and reports.is_current
group by all
order by key, results.rule, results.reason, region_id, places.level, places.agency_type
