-- One finding of an earlier build that is gone, by year.
select
    coalesce(cast(year as varchar), 'unknown') as key, finding_id, agency_id, agency, year, report_id, failure, severity,
    scope_label, message, first_seen, last_seen, gone_since, gone_because
from marts.fct_finding_history
where gone_since is not null
order by key, gone_since desc, agency, rule, scope
