-- One region and year with anything in it, by the region above it today.
select
    coalesce(
        case divisions.level
            when 'county' then coalesce(divisions.prefecture_code, divisions.province_code)
            when 'prefecture' then divisions.province_code
        end,
        'all'
    ) as key,
    years.* exclude (
        region_code, county_id, prefecture_id, province_id, is_carried_forward, reports_assessed, findings_must,
        findings_should
    )
from marts.mart_region_year as years
left join marts.dim_region as divisions on years.region_id = divisions.code
where years.basis is not null or years.bodies_expected > 0
order by key, region_id, year
