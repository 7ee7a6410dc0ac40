-- A sum is compared with that of the year before where both add up the same: each body of the region itself,
-- and each region below by its own basis, all with figures for the same. A region that came or went between
-- the two years changes nothing, as others there had its territory, as long as it is counted where it is.
with bodies as (
    select
        shares.region_id,
        shares.year,
        shares.unit,
        gaps.gaps
    from {{ ref('int_report_shares') }} as shares
    inner join {{ ref('int_report_gaps') }} as gaps
        on shares.report_id = gaps.report_id
    where shares.is_part
),

bodies_apart as (
    select
        region_id,
        year,
        unit,
        min(is_now) as first_is_now,
        max(is_now) as last_is_now
    from (
        select
            region_id,
            year,
            unit,
            gaps,
            1 as is_now
        from bodies
        union all
        select
            region_id,
            year + 1 as year,
            unit,
            gaps,
            0 as is_now
        from bodies
    ) as paired
    group by region_id, year, unit
    having count(*) = 1 or min(gaps) <> max(gaps)
),

-- One that ends before another one with much of its name begins. Where several do, they have been merged.
renamed as (
    select
        agency_id,
        other_agency_id
    from (
        select
            matches.agency_id,
            matches.other_agency_id,
            count(*) over (partition by matches.agency_id) as later,
            count(*) over (partition by matches.other_agency_id) as earlier
        from {{ ref('int_agency_matches') }} as matches
        inner join {{ ref('int_agencies') }} as one
            on matches.agency_id = one.agency_id
        inner join {{ ref('int_agencies') }} as another
            on matches.other_agency_id = another.agency_id
        where matches.reason in ('renamed', 'similar_name') and one.last_year < another.first_year
    ) as paired
    where later = 1 and earlier = 1
),

continued as (
    select
        gone.region_id,
        gone.year,
        gone.unit,
        come.unit as other_unit
    from bodies_apart as gone
    inner join renamed
        on gone.unit = renamed.agency_id
    inner join bodies_apart as come
        on
            renamed.other_agency_id = come.unit
            and gone.region_id = come.region_id
            and gone.year = come.year
    where gone.last_is_now = 0 and come.first_is_now = 1
),

regions as (
    select
        bases.*,
        concat_ws('', bases.basis, gaps.gaps) as counted
    from {{ ref('int_region_bases') }} as bases
    left join {{ ref('int_report_gaps') }} as gaps
        on bases.report_id = gaps.report_id
),

regions_paired as (
    select
        above_id,
        year,
        count(*) as years,
        min(counted) as one_counted,
        max(counted) as other_counted,
        count(basis) as years_there
    from (
        select
            above_id,
            region_id,
            year,
            counted,
            basis
        from regions
        union all
        select
            above_id,
            region_id,
            year + 1 as year,
            counted,
            basis
        from regions
    ) as paired
    where above_id is not null
    group by above_id, region_id, year
),

changed as (
    select
        apart.region_id,
        apart.year
    from bodies_apart as apart
    left join continued
        on
            apart.region_id = continued.region_id
            and apart.year = continued.year
            and apart.unit in (continued.unit, continued.other_unit)
    where continued.unit is null
    union distinct
    select
        above_id as region_id,
        year
    from regions_paired
    where years_there = years - 1 or (years_there = 2 and one_counted <> other_counted)
),

alike as (
    select
        regions.region_id,
        regions.year
    from {{ ref('int_region_bases') }} as regions
    inner join {{ ref('int_region_bases') }} as before
        on
            regions.region_id = before.region_id
            and regions.year = before.year + 1
            and regions.basis = before.basis
    where regions.basis <> 'report'
)

select
    changed.region_id,
    changed.year
from changed
inner join alike
    on
        changed.region_id = alike.region_id
        and changed.year = alike.year
