-- Bodies of the region itself; those of regions below it count there.
select
    bodies.region_id,
    bodies.year,
    count(*) as bodies_expected,
    count(bodies.report_id) as bodies_there,
    count(*) filter (where bodies.is_unread) as bodies_unreadable,
    max(bodies.report_id) filter (where shares.is_whole) as report_id,
    max(bodies.coverage) filter (where shares.is_whole) as coverage,
    max(bodies.coverage_source) filter (where shares.is_whole) as coverage_source,
    max(bodies.coverage_confidence) filter (where shares.is_whole) as coverage_confidence
from {{ ref('int_year_bodies') }} as bodies
left join {{ ref('int_report_shares') }} as shares
    on bodies.report_id = shares.report_id
where bodies.role <> 'outside' and bodies.region_id is not null
group by bodies.region_id, bodies.year
