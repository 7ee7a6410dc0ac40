-- The rules of one report that could not be assessed for one reason, by year and province.
select
    concat_ws('-', coalesce(cast(results.year as varchar), 'unknown'), coalesce(regions.province_code, 'unknown')) as key,
    results.agency_id, results.agency, results.year, results.report_id, results.rule, results.reason,
    count(*) as scopes, any_value(results.missing_terms) as missing_terms
from marts.fct_rule_results as results
inner join marts.fct_reports as reports using (report_id)
left join marts.dim_region as regions on results.region_code = regions.code
where results.status = 'not_assessed' and reports.is_current
group by all
order by key, results.agency, results.rule
