select
    regions.region_id,
    regions.year,
    regions.level,
    case regions.level
        when 'prefecture' then regions.province_id
        when 'county' then coalesce(regions.prefecture_id, regions.province_id)
    end as above_id,
    bodies.report_id,
    case
        when bodies.report_id is not null then 'report'
        when totals.reports_added_below > 0 then 'lower'
        when totals.reports_added > 0 then 'bodies'
    end as basis
from {{ ref('int_region_years') }} as regions
left join {{ ref('int_region_bodies') }} as bodies
    on
        regions.region_id = bodies.region_id
        and regions.year = bodies.year
left join {{ ref('int_region_totals') }} as totals
    on
        regions.region_id = totals.region_id
        and regions.year = totals.year
