-- The few figures of every region in a year by which tiles are coloured and regions ranked.
select
    year as key, region_id, bodies_expected, bodies_there, bodies_missing, bodies_unreadable, reports_assessed,
    findings_must, findings_should, received, received_change, processed, processed_is_small, share_denied,
    share_denied_change, share_refused
from marts.mart_region_year
where basis is not null or bodies_expected > 0
order by key, region_id
