-- noqa: disable=CV03,LT02,ST11
-- Level by level, so that a figure counted twice or left out shows where it is.
-- depends_on: {{ ref('indicators') }}
with own as (
    select
        region_id,
        year,
        {%- for indicator in indicators(['count']) %}
        sum({{ indicator.indicator }}) as {{ indicator.indicator }}{{ '' if loop.last else ',' }}
        {%- endfor %}
    from {{ ref('mart_agency_year') }}
    where
        case level
            when 'county' then is_in_county_total
            when 'prefecture' then is_in_prefecture_total
            when 'province' then is_in_province_total
        end
    group by region_id, year
),

below as (
    select
        case level when 'county' then coalesce(prefecture_id, province_id) else province_id end as region_id,
        year,
        {%- for indicator in indicators(['count']) %}
        sum({{ indicator.indicator }}) as {{ indicator.indicator }}{{ '' if loop.last else ',' }}
        {%- endfor %}
    from {{ ref('mart_region_year') }}
    where level <> 'province'
    group by all
)

select
    regions.region_id,
    regions.year
from {{ ref('mart_region_year') }} as regions
left join own
    on
        regions.region_id = own.region_id
        and regions.year = own.year
left join below
    on
        regions.region_id = below.region_id
        and regions.year = below.year
        and regions.basis = 'lower'
where
    false
    {%- for indicator in indicators(['count']) %}
    or coalesce(regions.{{ indicator.indicator }}, 0)
    <> coalesce(own.{{ indicator.indicator }}, 0) + coalesce(below.{{ indicator.indicator }}, 0)
    {%- endfor %}
