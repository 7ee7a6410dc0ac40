with sums as (
    select
        regions.region_id,
        regions.above_id,
        regions.year,
        regions.level,
        regions.basis,
        before.basis as basis_before,
        coalesce(regions.basis = before.basis and regions.basis <> 'report', false) as is_alike,
        changes.year is not null as is_changed
    from {{ ref('int_region_bases') }} as regions
    left join {{ ref('int_region_bases') }} as before
        on
            regions.region_id = before.region_id
            and regions.year = before.year + 1
    left join {{ ref('int_region_changes') }} as changes
        on
            regions.region_id = changes.region_id
            and regions.year = changes.year
),

-- What differs in a sum differs in each that it is in.
county_sums as (
    select
        region_id,
        above_id,
        year
    from sums
    where level = 'county' and is_changed
),

prefecture_sums as (
    select distinct
        sums.region_id,
        sums.above_id,
        sums.year
    from sums
    left join county_sums as below
        on
            sums.region_id = below.above_id
            and sums.year = below.year
    where sums.level = 'prefecture' and sums.is_alike and (sums.is_changed or below.year is not null)
),

differing as (
    select * from county_sums
    union all
    select * from prefecture_sums
),

differing_below as (
    select distinct
        above_id,
        year
    from differing
)

select
    sums.region_id,
    sums.year,
    case
        when sums.basis is null then null
        when sums.basis_before is null then 'no_previous_year'
        when sums.basis <> sums.basis_before then 'basis_differs'
        when own.year is not null then 'reports_differ'
        when sums.level = 'province' and sums.is_alike and (sums.is_changed or below.year is not null)
            then 'reports_differ'
    end as change_reason
from sums
left join differing as own
    on
        sums.region_id = own.region_id
        and sums.year = own.year
left join differing_below as below
    on
        sums.region_id = below.above_id
        and sums.year = below.year
